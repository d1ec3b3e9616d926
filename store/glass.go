package store

import (
	"context"
	"errors"
	"strings"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
	"yorisoi/store/trust"
)

// A restricted case is absent where none of its readers works, and so nothing
// of it can be opened there in an emergency. Whoever restricts it may put an
// envelope into the office file, which everybody holds: what is needed to find
// and to protect these people, and whom to ask. It is sealed to the group
// "glass" (KEYS.md, "Envelopes for emergencies").

// Envelope is what stands in an envelope for emergencies.
type Envelope struct {
	_         struct{} `cbor:",toarray"`
	Case      uuid.UUID
	Rule      int64 // when it was last decided whether there is one, in ms
	Version   int64 // when what it says was last changed, in ms
	Withdrawn bool
	Family    string
	Kana      string
	Number    string
	Address   string
	Phone     string
	People    []EnvelopePerson
	Concerns  []EnvelopeConcern
	Readers   []uuid.UUID
	Contact   string // how the readers are reached
}

// EnvelopePerson is somebody of the family.
type EnvelopePerson struct {
	_       struct{} `cbor:",toarray"`
	Name    string
	Kana    string
	Birth   string // ISO date
	Role    string // code of the list family_role
	Here    bool   // lives with the family
	Address string // of somebody who does not
	Phone   string
}

// EnvelopeConcern is something to know before going there: one of the Concern
// values, with a code of its list or words.
type EnvelopeConcern struct {
	_    struct{} `cbor:",toarray"`
	What string
	Code string
	On   string // ISO date or time, "" for what has none
	Text string
}

// What a concern can be of.
const (
	ConcernCaution  = "caution"  // code of caution_flag
	ConcernClass    = "class"    // code of case_class
	ConcernSeverity = "severity" // code of severity
	ConcernUrgency  = "urgency"  // code of urgency_rank
	ConcernSafety   = "safety"   // code of safety_result
	ConcernPolicy   = "policy"   // words
)

var (
	// ErrGlassReason is returned for opening envelopes with less of a reason
	// than MinGlassReason characters.
	ErrGlassReason = errors.New("say in a sentence why the envelopes are opened")
	// ErrGlassWords is returned for a search of envelopes by too little.
	ErrGlassWords = errors.New("search by two characters of a name, or a day of birth")
	// ErrNotAnnounced is returned while nothing on the disk says that an
	// envelope is opened: what is in it is not shown.
	ErrNotAnnounced = errors.New("the opening was not announced")
	// ErrAwaitsCenter is returned while the center has not receipted that an
	// envelope is opened, where the policy wants that first.
	ErrAwaitsCenter = errors.New("the center does not know yet that the envelope is opened")
)

// MinGlassReason is the least number of characters of a reason for opening
// envelopes.
const MinGlassReason = 10

// GlassRules are what the center has set about envelopes, for the person
// signed in.
type GlassRules struct {
	Used    bool // there are envelopes at all
	Member  bool // the person may open them
	Offline bool // also where the center does not know of it yet
}

// GlassRules says whether the person signed in may open envelopes.
func (s *Store) GlassRules() GlassRules {
	dir := s.Directory()
	return GlassRules{
		Used:    len(dir.Members(ledger.GroupGlass)) > 0,
		Member:  dir.Belongs(ledger.GroupGlass, s.Me()),
		Offline: dir.Policy(ledger.PolicyGlassOffline) == ledger.GlassOffline,
	}
}

// glassGrants are the grants of the office file that are of one thing: of the
// envelopes, or of the word of those who opened one.
func (s *Store) glassGrants(ctx context.Context, q querier, of uuid.UUID) ([]trust.Grant, error) {
	office := s.Office()
	raws, err := s.rawsOf(ctx, q, `SELECT raw FROM change WHERE file = ? AND kind = 'grant' ORDER BY id`, office[:])
	if err != nil {
		return nil, err
	}
	var out []trust.Grant
	for _, raw := range raws {
		c := new(ledger.Change)
		if err := trust.Decode(raw, c); err != nil {
			return nil, err
		}
		if edit, err := c.OpenBody(trust.Key{}); err == nil && edit.Grant != nil && edit.Grant.Of == of {
			out = append(out, *edit.Grant)
		}
	}
	return out, nil
}

// envelopeStep is the step, in characters, up to which the length of an
// envelope is hidden.
const envelopeStep = 4096

const fieldEnvelope = "envelope"

// packEnvelope writes an envelope as one field whose length says only how many
// steps it takes.
func packEnvelope(e Envelope) string {
	text := ledger.Pack(e) + "."
	return text + strings.Repeat("0", (envelopeStep-len(text)%envelopeStep)%envelopeStep)
}

func unpackEnvelope(edit *ledger.Edit) (e Envelope, err error) {
	text, _ := edit.Set[fieldEnvelope].(string)
	text, _, _ = strings.Cut(text, ".")
	if err := ledger.Unpack(text, &e); err != nil {
		return e, err
	}
	if edit.Record != ledger.EnvelopeOf(e.Case) {
		return e, trust.ErrSealBroken
	}
	return e, nil
}

// after reports whether an envelope takes the place of another of its case.
func (e *Envelope) after(other *Envelope) bool {
	if e.Rule != other.Rule {
		return e.Rule > other.Rule
	}
	return e.Version > other.Version
}
