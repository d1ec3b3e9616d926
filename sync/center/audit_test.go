package center_test

import (
	"bytes"
	"net/http"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
	"yorisoi/store/trust"
	"yorisoi/sync/wire"
	"yorisoi/sync/wire/wiretest"
)

// audit returns what /v1/audit gives a station.
func (s *stranger) audit(query string) (wire.ChangesHead, []ledger.Logged) {
	s.t.Helper()
	status, body, _ := s.ask(http.MethodGet, wire.PathAudit+query, nil)
	if status != http.StatusOK {
		s.t.Fatalf("audit: status %d", status)
	}
	r := wire.NewReader(bytes.NewReader(body))
	var head wire.ChangesHead
	if err := r.Next(&head); err != nil {
		s.t.Fatal(err)
	}
	out := make([]ledger.Logged, head.Total)
	for i := range out {
		if err := r.Next(&out[i]); err != nil {
			s.t.Fatal(err)
		}
	}
	return head, out
}

// heads returns what the center compares of one case with a station.
func (s *stranger) headsOf(kase uuid.UUID) (out []ledger.CaseHead) {
	s.t.Helper()
	var all []ledger.CaseHead
	s.get(http.MethodGet, wire.PathHeads+"?bucket="+strconv.Itoa(ledger.BucketOf(kase)), nil, &all)
	return slices.DeleteFunc(all, func(h ledger.CaseHead) bool { return h.Case != kase })
}

func TestAuditIsForThoseWhoAsk(t *testing.T) {
	for _, scope := range []string{ledger.ScopeAll, ledger.ScopeCarried} {
		t.Run(scope, func(t *testing.T) {
			c, s, desk := office(t)
			other := enrolled(t, c)
			theirs := desk.Office.Desk(other.id)
			audit := ledger.AuditOf(c.ID())
			s.taken(limit(desk, other.id, scope))
			first, second := desk.Write(audit, "開いた"), desk.Write(audit, "写した")
			s.taken(first, second)
			own := theirs.WriteAs(desk.Founder, audit, "さがした")
			other.taken(own)
			if got := other.cases(c.ID(), ""); slices.Contains(got, audit) {
				t.Error("the ordinary pull has the audit")
			}
			if _, changes, _ := other.all("?case=" + audit.String()); len(changes) != 1 || !bytes.Equal(changes[0].Raw, own) {
				t.Errorf("by its case: got %d changes, want its own one", len(changes))
			}
			if heads := other.headsOf(audit); len(heads) != 1 || heads[0].Station != other.id || heads[0].N != 1 {
				t.Errorf("heads: got %+v", heads)
			}
			var ends []ledger.CaseHead
			if other.get(http.MethodGet, wire.PathAuditHeads, nil, &ends); len(ends) != 2 || ends[0].Case != audit || ends[0].N+ends[1].N != 3 {
				t.Errorf("ends of all chains: got %+v", ends)
			}
			head, all := other.audit("?after=0")
			if len(all) != 3 || head.Total != 3 || !bytes.Equal(all[0].Raw, first) || all[2].Seq <= all[1].Seq {
				t.Errorf("audit: got %d entries of %+v", len(all), head)
			}
			if _, rest := other.audit("?after=" + strconv.FormatUint(all[1].Seq, 10)); len(rest) != 1 {
				t.Errorf("after the second: got %d entries, want 1", len(rest))
			}
			if _, none := other.audit("?after=9223372036854775807"); len(none) != 0 {
				t.Errorf("after the end: got %d entries", len(none))
			}
			var digests []ledger.Hash
			other.get(http.MethodGet, wire.PathDigests, nil, &digests)
			var bucket []ledger.CaseHead
			k := ledger.BucketOf(audit)
			other.get(http.MethodGet, wire.PathHeads+"?bucket="+strconv.Itoa(k), nil, &bucket)
			if digests[k] != ledger.DigestHeads(bucket) {
				t.Error("the digest is not that of the heads")
			}
		})
	}
}

func TestAuditTakesNothingReadable(t *testing.T) {
	c, s, desk := office(t)
	audit := ledger.AuditOf(c.ID())
	for _, tc := range []struct {
		name string
		edit *ledger.Edit
		want wire.ErrorCode
	}{
		{"GrantToAPerson", &ledger.Edit{Record: uuid.New(), Kind: ledger.KindGrant, Grant: &trust.Grant{Of: audit, Reader: uuid.New()}}, 0},
		{"ErrGrantToAGroup", &ledger.Edit{Record: uuid.New(), Kind: ledger.KindGrant, Grant: &trust.Grant{Of: audit, By: uuid.New()}}, wire.CodeReadable},
		{"ErrEntry", &ledger.Edit{Record: uuid.New(), Kind: ledger.KindAudit, Set: map[string]any{"terms": "森田"}}, wire.CodeReadable},
	} {
		t.Run(tc.name, func(t *testing.T) {
			fresh := desk.Office.Desk(uuid.New())
			raw := fresh.Sign(audit, desk.Founder, func(c *ledger.Change) error { return c.ShowBody(tc.edit) })
			if got := s.codes(s.push(raw), raw); got[0] != tc.want {
				t.Errorf("got code %d, want %d", got[0], tc.want)
			}
		})
	}
}

// TestAuditOfWhoWasRemovedIsTaken: what somebody noted after they, or their
// machine, were removed is in the log and not in the hold box.
func TestAuditOfWhoWasRemovedIsTaken(t *testing.T) {
	c, s, desk := office(t)
	gone := enrolled(t, c)
	nurse := wiretest.Person(t)
	s.taken(desk.Hire(desk.Founder, nurse, ledger.RoleHealth))
	s.taken(desk.Direct(desk.Founder, ledger.KindStaff, nurse.ID(), map[string]any{ledger.FieldRemoved: true}),
		desk.Direct(desk.Founder, ledger.KindStation, gone.id, map[string]any{ledger.FieldRemoved: true}))
	late := desk.Office.Desk(gone.id)
	late.Clock = desk.Clock.Add(24 * time.Hour)
	audit, kase := ledger.AuditOf(c.ID()), uuid.New()
	entry, work := late.WriteAs(nurse, audit, "開いた"), late.WriteAs(nurse, kase, "書いた")
	got := gone.codes(gone.push(entry, work), entry, work)
	if !slices.Equal(got, []wire.ErrorCode{0, wire.CodeHeld}) {
		t.Errorf("codes: got %v, want a receipt and held", got)
	}
	if _, all := s.audit(""); len(all) != 1 || !bytes.Equal(all[0].Raw, entry) {
		t.Errorf("audit: got %d entries, want 1", len(all))
	}
	if status, code := gone.refused(http.MethodGet, wire.PathAudit, nil); status != http.StatusForbidden || code != wire.CodeRevoked {
		t.Errorf("a removed station asks: got %d, code %d", status, code)
	}
}
