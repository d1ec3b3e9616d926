package store

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
	"yorisoi/store/trust"
)

// ErrWaits is returned for a write in a case on a station that nobody has
// approved yet.
var ErrWaits = errors.New("the station waits for approval")

// AwaitsApproval reports whether this station has the directory and nothing else until
// somebody approves it.
func (s *Store) AwaitsApproval() bool { return waitsHere(s.Directory(), s.Station()) }

// waitsHere judges a station by the key that its record says; the center judges
// by the certificate.
func waitsHere(dir *ledger.Directory, station uuid.UUID) bool {
	key := ""
	if at := dir.Stations[station]; at != nil {
		if at.Removed {
			return false
		}
		key = at.Key
	}
	return dir.Waits(station, key)
}

// WaitingStations are the stations that wait for somebody to approve them, by
// name.
func (s *Store) WaitingStations() []*ledger.Station {
	dir := s.Directory()
	var out []*ledger.Station
	for id, at := range dir.Stations {
		if waitsHere(dir, id) && !at.Removed {
			out = append(out, at)
		}
	}
	slices.SortFunc(out, func(a, b *ledger.Station) int { return strings.Compare(a.Name+a.ID.String(), b.Name+b.ID.String()) })
	return out
}

// Approvers are those who may approve a station, by name.
func (s *Store) Approvers() []*ledger.Staff {
	var out []*ledger.Staff
	for _, person := range s.Directory().Staff {
		if person.May(ledger.ActStations) {
			out = append(out, person)
		}
	}
	slices.SortFunc(out, func(a, b *ledger.Staff) int { return strings.Compare(a.Name+a.ID.String(), b.Name+b.ID.String()) })
	return out
}

// ApproveStation lets a station have what is in its scope. key is the one whose
// signs were compared; where the station says another by now, ErrChanged is
// returned. A station that says none, of an earlier program, is approved
// whatever its key. It returns ErrNotAllowed unless the person signed in may
// remove stations, and on a station that waits itself: two wait for a third.
func (s *Store) ApproveStation(ctx context.Context, station uuid.UUID, key string) error {
	at := s.Directory().Stations[station]
	switch {
	case !s.May(ledger.ActStations) || s.AwaitsApproval():
		return ErrNotAllowed
	case at == nil || at.Removed:
		return ErrNotFound
	case at.Key != key:
		return ErrChanged
	}
	if err := s.writeDirectory(ctx, approvalOf(at)); err != nil {
		return fmt.Errorf("approve station %s: %w", station, err)
	}
	return nil
}

func approvalOf(at *ledger.Station) *ledger.Edit {
	said := at.Key
	if said == "" {
		said = ledger.ApprovedAny
	}
	return stationSays(at.ID, ledger.FieldApproval, said)
}

func stationSays(station uuid.UUID, field, value string) *ledger.Edit {
	return &ledger.Edit{Record: station, Kind: ledger.KindStation, Set: map[string]any{field: value}}
}

// SetApproval says whether stations that enrol from now on wait for approval.
// Those that are at work are approved by it. It returns ErrNotAllowed unless the
// person signed in may set policies and remove stations.
func (s *Store) SetApproval(ctx context.Context, asks bool) error {
	if !s.May(ledger.ActPolicy) || !s.May(ledger.ActStations) || s.AwaitsApproval() {
		return ErrNotAllowed
	}
	dir, value := s.Directory(), ledger.ApprovalNo
	var edits []*ledger.Edit
	if asks {
		value = ledger.ApprovalYes
		if !dir.NeedsApproval() {
			edits = approveAll(dir)
		}
	}
	if err := s.writeDirectory(ctx, append(edits, s.approvalPolicy(value))...); err != nil {
		return fmt.Errorf("set approval: %w", err)
	}
	return nil
}

func approveAll(dir *ledger.Directory) (edits []*ledger.Edit) {
	for _, at := range dir.Stations {
		if !at.Removed && at.Approved == "" {
			edits = append(edits, approvalOf(at))
		}
	}
	slices.SortFunc(edits, func(a, b *ledger.Edit) int { return compareID(a.Record, b.Record) })
	return edits
}

func (s *Store) approvalPolicy(value string) *ledger.Edit {
	return &ledger.Edit{Record: ledger.PolicyID(s.Center(), ledger.PolicyApproval), Kind: ledger.KindPolicy, Set: map[string]any{
		ledger.FieldName: ledger.PolicyApproval, ledger.FieldValue: value,
	}}
}

// introduction is what a new station says of itself. Its key goes in a change of
// its own, and only where it is asked for: an earlier center refuses it.
func (s *Store) introduction(asks bool) []*ledger.Edit {
	edits := []*ledger.Edit{s.stationEdit()}
	if key := s.about.enrolment.Key; asks && key != "" {
		edits = append(edits, stationSays(s.Station(), ledger.FieldKey, key))
	}
	return edits
}

// ownApproval approves this station itself: the founder's, and one that the
// recovery sheet has made for somebody who may approve, or a center that has
// lost all its machines would have nobody left to do it.
func (s *Store) ownApproval() *ledger.Edit {
	return approvalOf(&ledger.Station{ID: s.Station(), Key: s.about.enrolment.Key})
}

// SignsOf are the eight kana by which people know a station's key, "" for a
// station that says none.
func SignsOf(at *ledger.Station) string {
	if at == nil {
		return ""
	}
	hash, err := hex.DecodeString(at.Key)
	if err != nil {
		return ""
	}
	return trust.Signs(hash)
}
