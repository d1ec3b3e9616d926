package store

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
	"yorisoi/store/trust"
)

// Errors of recovery.
var (
	// ErrNoRecovery is returned where the center has no recovery key yet, or a
	// person's identity was not yet escrowed to it.
	ErrNoRecovery = errors.New("no recovery has been set up")
	// ErrNoShare is returned for a member who holds no share that fits.
	ErrNoShare = errors.New("member holds no share of the recovery key")
	// ErrWordsOther is returned for words that are whole but open something
	// else: another person's, another machine's, another center's.
	ErrWordsOther = errors.New("words are for something else")
)

// Sheet is what the recovery sheet has to say. Nothing of it is kept.
type Sheet struct {
	Center  uuid.UUID
	Founder trust.PublicIdentity
	Words   []string // the recovery key, in groups of kana
	Secret  []byte   // the center secret
	Made    time.Time
}

// RecoveryState is how far a center is prepared for forgotten passwords.
type RecoveryState struct {
	Made      bool        // there is a recovery key
	Sheet     string      // ISO date on which its sheet was shown to have been read, "" never
	Holders   []uuid.UUID // who holds a share and may use it
	Lacking   []uuid.UUID // members of the recovery group without a share
	Former    []uuid.UUID // who holds a share and is no member any more
	Uncovered []uuid.UUID // active staff whose identity is not escrowed to the key
}

// Pair reports whether two members can do it without the sheet.
func (r RecoveryState) Pair() bool { return len(r.Holders) >= 2 }

// Recovery says how far the center is prepared.
func (s *Store) Recovery() RecoveryState {
	dir := s.Directory()
	if dir.Recovery == nil {
		return RecoveryState{}
	}
	state := RecoveryState{Made: true, Sheet: dir.Recovery.Sheet}
	shares := heldShares(dir)
	for id := range shares {
		if dir.Staff[id].May(ledger.ActRecover) {
			state.Holders = append(state.Holders, id)
		} else {
			state.Former = append(state.Former, id)
		}
	}
	for id, person := range dir.Staff {
		if _, holds := shares[id]; person.May(ledger.ActRecover) && !holds {
			state.Lacking = append(state.Lacking, id)
		}
		if !person.Removed && !escrowed(person, dir.Recovery.Public) {
			state.Uncovered = append(state.Uncovered, id)
		}
	}
	for _, list := range [][]uuid.UUID{state.Holders, state.Lacking, state.Former, state.Uncovered} {
		slices.SortFunc(list, compareID)
	}
	return state
}

func escrowed(person *ledger.Staff, public []byte) bool {
	escrow, err := trust.DecodeEscrow(person.Escrow)
	return err == nil && escrow.IsFor(public)
}

// heldShares are the shares of the recovery key by who holds them.
func heldShares(dir *ledger.Directory) map[uuid.UUID]trust.HeldShare {
	out := map[uuid.UUID]trust.HeldShare{}
	if dir.Recovery == nil {
		return out
	}
	for _, raw := range dir.Recovery.Shares {
		var h trust.HeldShare
		if trust.DecodeCanonical(raw, &h) == nil && dir.Staff[h.Member] != nil {
			out[h.Member] = h
		}
	}
	return out
}

// MakeRecovery draws a new recovery key, divides it among the members of the
// recovery group and escrows the identity of the person signed in; everybody
// else's follows at their next sign-in. It returns what goes onto the sheet,
// which is the only place where the key is whole. An earlier key opens nothing
// that is escrowed from now on. It returns ErrNotAllowed to all but a director.
func (s *Store) MakeRecovery(ctx context.Context) (*Sheet, error) {
	me, err := s.identity()
	if err != nil {
		return nil, err
	}
	if !s.Me().Has(ledger.RoleDirector) {
		return nil, ErrNotAllowed
	}
	key, err := trust.NewRecoveryKey(s.c.Rand)
	if err != nil {
		return nil, err
	}
	defer key.Wipe()
	set, err := s.recoverySet(key, s.recoveryMembers(), s.founder())
	if err != nil {
		return nil, fmt.Errorf("make recovery: %w", err)
	}
	set[ledger.FieldSheet] = ""
	escrow, err := packEscrow(key, me, s.Center())
	if err != nil {
		return nil, fmt.Errorf("make recovery: %w", err)
	}
	err = s.writeDirectory(ctx,
		&ledger.Edit{Record: ledger.RecoveryOf(s.Center()), Kind: ledger.KindRecovery, Set: set},
		&ledger.Edit{Record: s.who, Kind: ledger.KindStaff, Set: map[string]any{ledger.FieldEscrow: escrow}},
	)
	if err != nil {
		return nil, fmt.Errorf("make recovery: %w", err)
	}
	if err := s.prepareSlot(ctx, me); err != nil {
		s.c.Log.Warn("renew recovery slot", "err", err) // the next sign-in will do
	}
	return s.sheetOf(key, s.founder()), nil
}

// foundRecovery draws the recovery key of a new center: its record, and the
// founder's escrow. What goes onto the sheet waits for TakeSheet.
func (s *Store) foundRecovery() (*ledger.Edit, string, error) {
	key, err := trust.NewRecoveryKey(s.c.Rand)
	if err != nil {
		return nil, "", err
	}
	defer key.Wipe()
	founder := s.me.Public()
	set, err := s.recoverySet(key, []trust.PublicIdentity{founder}, founder)
	if err != nil {
		return nil, "", err
	}
	escrow, err := packEscrow(key, s.me, s.Center())
	if err != nil {
		return nil, "", err
	}
	s.sheet = s.sheetOf(key, founder)
	return &ledger.Edit{Record: ledger.RecoveryOf(s.Center()), Kind: ledger.KindRecovery, Set: set}, escrow, nil
}

// TakeSheet returns what goes onto the recovery sheet of a center that was
// founded just now, once; nil afterwards and on every other station.
func (s *Store) TakeSheet() *Sheet {
	s.shared.Lock()
	defer s.shared.Unlock()
	sheet := s.sheet
	s.sheet = nil
	return sheet
}

// ConfirmSheet notes that somebody showed that they had read the sheet.
func (s *Store) ConfirmSheet(ctx context.Context) error {
	if !s.Me().Has(ledger.RoleDirector) {
		return ErrNotAllowed
	}
	if s.Directory().Recovery == nil {
		return ErrNoRecovery
	}
	return s.writeDirectory(ctx, &ledger.Edit{Record: ledger.RecoveryOf(s.Center()), Kind: ledger.KindRecovery, Set: map[string]any{
		ledger.FieldSheet: s.c.Now().Local().Format(time.DateOnly),
	}})
}

// SheetDue reports whether the person signed in is to be reminded that the
// recovery sheet waits to be made, printed and read.
func (s *Store) SheetDue() bool {
	recovery := s.Directory().Recovery
	return s.Me().Has(ledger.RoleDirector) && (recovery == nil || recovery.Sheet == "")
}

// founder is whose signature the directory begins with.
func (s *Store) founder() trust.PublicIdentity {
	dir := s.Directory()
	public, _ := dir.Public(dir.Founder)
	return public
}

// recoveryMembers are the public keys of the recovery group, in the order of
// their ids.
func (s *Store) recoveryMembers() []trust.PublicIdentity {
	var out []trust.PublicIdentity
	for _, person := range s.Directory().Staff {
		if person.May(ledger.ActRecover) && person.Public.ID == person.ID {
			out = append(out, person.Public)
		}
	}
	slices.SortFunc(out, func(a, b trust.PublicIdentity) int { return compareID(a.ID, b.ID) })
	return out
}

// recoverySet are the fields of the recovery record: the public half, a share
// for each member, and the charter.
func (s *Store) recoverySet(key *trust.RecoveryKey, members []trust.PublicIdentity, founder trust.PublicIdentity) (map[string]any, error) {
	public, err := key.Public()
	if err != nil {
		return nil, err
	}
	shares, err := s.sharesFor(key, members)
	if err != nil {
		return nil, err
	}
	charter, err := key.SealCharter(s.c.Rand, s.Center(), trust.NewCharter(s.CenterSecret(), founder))
	if err != nil {
		return nil, err
	}
	return map[string]any{
		ledger.FieldPublic:  base64.StdEncoding.EncodeToString(public),
		ledger.FieldCharter: base64.StdEncoding.EncodeToString(charter),
		ledger.FieldShares:  shares,
	}, nil
}

// sharesFor divides the key anew and seals each share to its member.
func (s *Store) sharesFor(key *trust.RecoveryKey, members []trust.PublicIdentity) ([]string, error) {
	seed := key.Seed()
	defer clear(seed)
	shares, err := trust.Divide(s.c.Rand, seed, max(len(members), 1))
	if err != nil {
		return nil, err
	}
	packed := make([]string, 0, len(members))
	for i, member := range members {
		held, err := trust.HoldShare(shares[i], s.Center(), member)
		clear(shares[i].Y)
		if err != nil {
			return nil, err
		}
		packed = append(packed, ledger.Pack(held))
	}
	return packed, nil
}

func (s *Store) sheetOf(key *trust.RecoveryKey, founder trust.PublicIdentity) *Sheet {
	seed := key.Seed()
	defer clear(seed)
	return &Sheet{
		Center: s.Center(), Founder: founder, Words: trust.Words(trust.WordsSheet, seed),
		Secret: s.CenterSecret(), Made: s.c.Now(),
	}
}

// packEscrow seals an identity to a recovery key, as a directory field.
func packEscrow(key *trust.RecoveryKey, id *trust.Identity, center uuid.UUID) (string, error) {
	public, err := key.Public()
	if err != nil {
		return "", err
	}
	escrow, err := id.Escrow(center, public)
	if err != nil {
		return "", err
	}
	return ledger.Pack(escrow), nil
}
