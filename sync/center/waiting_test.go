package center_test

import (
	"bytes"
	"encoding/hex"
	"net/http"
	"slices"
	"testing"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
	"yorisoi/store/trust"
	"yorisoi/sync/center"
	"yorisoi/sync/center/centertest"
	"yorisoi/sync/wire"
	"yorisoi/sync/wire/wiretest"
)

// approving is a center that asks for approval, whose first station was
// approved and has written a case, and a station that has just enrolled.
type approving struct {
	*centertest.Served
	office, new *stranger
	desk        *wiretest.Desk
	nurse       *trust.Identity
	kase        uuid.UUID
	photo       photo
	head        ledger.CaseHead
}

// asksApproval says that stations wait from now on.
func asksApproval(desk *wiretest.Desk, value string) []byte {
	return desk.Direct(desk.Founder, ledger.KindPolicy, ledger.PolicyID(desk.Center, ledger.PolicyApproval),
		map[string]any{ledger.FieldName: ledger.PolicyApproval, ledger.FieldValue: value})
}

// approved is that somebody approves a station with a key.
func approved(desk *wiretest.Desk, by *trust.Identity, station uuid.UUID, key string) []byte {
	return desk.Direct(by, ledger.KindStation, station, map[string]any{ledger.FieldApproval: key})
}

func approvals(t *testing.T, c *centertest.Served, s *stranger, desk *wiretest.Desk) *approving {
	t.Helper()
	a := &approving{Served: c, office: s, desk: desk, nurse: wiretest.Person(t), kase: uuid.New()}
	s.taken(desk.Hire(desk.Founder, a.nurse, ledger.RoleHealth), approved(desk, desk.Founder, s.id, s.end.KeyName()), asksApproval(desk, ledger.ApprovalYes))
	s.taken(desk.Write(a.kase, "家庭訪問"), desk.Sign(ledger.CarriageOf(c.ID()), desk.Founder, func(change *ledger.Change) error {
		return change.ShowBody(charge(a.kase, desk.Founder.ID()))
	}), auditEntry(desk))
	at := desk.Head(a.kase)
	a.head = ledger.CaseHead{Case: a.kase, Station: desk.ID, N: at.N, Hash: at.Hash}
	a.photo = newPhoto(a.kase, 2, 3)
	s.upload(a.photo)
	a.new = enrolled(t, c)
	return a
}

func auditEntry(desk *wiretest.Desk) []byte {
	return desk.Write(ledger.AuditOf(desk.Center), "開いた")
}

// waits fails unless a station is given the directory and nothing else.
func (a *approving) waits(t *testing.T, s *stranger) {
	t.Helper()
	head, changes, _ := s.all("?after=0")
	for _, logged := range changes {
		if c, err := ledger.Decode(logged.Raw); err != nil || c.Case != a.ID() {
			t.Errorf("it is sent a change of %s: %v", c.Case, err)
		}
	}
	if len(changes) == 0 || head.Head != changes[len(changes)-1].Seq || int(head.Total) != len(changes) {
		t.Errorf("the log seems to end at %d with %d changes, of the directory %d came", head.Head, head.Total, len(changes))
	}
	var status wire.Status
	if s.get(http.MethodGet, wire.PathStatus, nil, &status); status.Head != head.Head {
		t.Errorf("status says that the log ends at %d, want %d", status.Head, head.Head)
	}
	sameDigests(t, s, []uuid.UUID{a.ID()})
	none := uuid.New()
	same := func(what, method, kept, absent string, body, other []byte) {
		t.Helper()
		status, got, _ := s.ask(method, kept, body)
		wantStatus, want, _ := s.ask(method, absent, other)
		if status != wantStatus || !bytes.Equal(got, want) {
			t.Errorf("%s: got status %d %x, of what is not there %d %x", what, status, got, wantStatus, want)
		}
	}
	for _, kase := range []uuid.UUID{a.kase, ledger.CarriageOf(a.ID()), ledger.OfficeOf(a.ID())} {
		same("changes", http.MethodGet, wire.PathChanges+"?case="+kase.String(), wire.PathChanges+"?case="+none.String(), nil, nil)
	}
	same("blob", http.MethodGet, a.photo.path(""), newPhoto(none, 2, 9).path(""), nil, nil)
	names := trust.MustEncode([]wire.BlobName{{Case: a.kase, Blob: a.photo.ID()}})
	for path, body := range map[string][]byte{
		wire.PathInvites: nil, wire.PathBlobs: names, wire.PathBlob: a.photo.Encode(),
	} {
		same(path, http.MethodPost, path, "/v1/nothing", body, body)
	}
	same("chunk", http.MethodPut, a.photo.path("&n=0"), "/v1/nothing", a.photo.chunks[0], a.photo.chunks[0])
	closed := func(kase uuid.UUID) []byte {
		h := a.head
		h.Case = kase
		return trust.MustEncode([]ledger.CaseHead{h})
	}
	same("closed", http.MethodPost, wire.PathClosed, wire.PathClosed, closed(a.kase), closed(none))
	var ends []ledger.CaseHead
	if s.get(http.MethodGet, wire.PathAuditHeads, nil, &ends); len(ends) != 0 {
		t.Errorf("ends of the audit's chains: got %+v, want none", ends)
	}
	for _, path := range []string{wire.PathHeld, wire.PathHeld + "?case=" + a.kase.String(), wire.PathAudit} {
		var got wire.ChangesHead
		if s.get(http.MethodGet, path, nil, &got); got != (wire.ChangesHead{LogID: head.LogID}) {
			t.Errorf("%s: got %+v, want nothing", path, got)
		}
	}
}

// waitsStill is waits by a single question.
func (a *approving) waitsStill(t *testing.T, s *stranger) {
	t.Helper()
	if got := s.cases(a.ID(), ""); len(got) != 0 {
		t.Errorf("it is sent %v", got)
	}
}

// TestWaitingStation is a valid certificate that nobody has approved, asking for
// everything, and what makes an approval and what does not.
func TestWaitingStation(t *testing.T) {
	c, s, desk := officeWith(t, center.Config{})
	a := approvals(t, c, s, desk)
	t.Run("Asks", func(t *testing.T) { a.waits(t, a.new) })
	t.Run("ApprovedByANurse", func(t *testing.T) {
		at := a.deskOf(a.new)
		forged := approved(at, a.nurse, a.new.id, a.new.end.KeyName())
		if got := a.new.codes(a.new.push(forged), forged); got[0] != wire.CodeForbidden {
			t.Errorf("forged approval: got code %d", got[0])
		}
		a.waitsStill(t, a.new)
	})
	t.Run("ApprovalOfAnother", func(t *testing.T) {
		other := enrolled(t, c)
		// The same words for another id are not signed; signed for this id with
		// the key of the other machine, they approve neither.
		a.office.taken(approved(desk, desk.Founder, a.new.id, other.end.KeyName()))
		a.waitsStill(t, a.new)
		a.waitsStill(t, other)
		moved := approved(desk, desk.Founder, other.id, other.end.KeyName())
		a.office.taken(moved)
		if got := other.cases(c.ID(), ""); !slices.Contains(got, a.kase) {
			t.Errorf("the one that was approved: got %v", got)
		}
		a.waitsStill(t, a.new)
		again := a.new.push(moved)
		if len(again.Receipts.Items) != 1 {
			t.Errorf("an approval sent again: got %+v", again)
		}
		a.waitsStill(t, a.new)
	})
	t.Run("Approved", func(t *testing.T) {
		a.office.taken(approved(desk, desk.Founder, a.new.id, a.new.end.KeyName()))
		if got := a.new.cases(c.ID(), ""); !slices.Contains(got, a.kase) {
			t.Errorf("got %v", got)
		}
		if head, chunks := a.new.fetch(a.photo, 0); head.Total != 2 || len(chunks) != 2 {
			t.Errorf("blob: got %d chunks of %d", len(chunks), head.Total)
		}
	})
}

// deskOf writes at another station, which has pulled the directory.
func (a *approving) deskOf(s *stranger) *wiretest.Desk {
	desk := a.desk.Office.Desk(s.id)
	desk.Saw(a.ID(), a.desk.ID, a.desk.Head(a.ID()).N)
	return desk
}

// TestWaitingStationPushes shows that of a station that waits the directory is
// taken and its own part of the audit, and the rest once it may send.
func TestWaitingStationPushes(t *testing.T) {
	c, s, desk := officeWith(t, center.Config{})
	a := approvals(t, c, s, desk)
	at := a.deskOf(a.new)
	named := at.Direct(a.nurse, ledger.KindStation, a.new.id, map[string]any{ledger.FieldName: "L-02", ledger.FieldKey: a.new.end.KeyName()})
	work, looked := at.WriteAs(a.nurse, a.kase, "電話"), at.WriteAs(a.nurse, ledger.AuditOf(c.ID()), "開いた")
	answer := a.new.push(work, looked, named)
	if got := a.new.codes(answer, work, looked, named); !slices.Equal(got, []wire.ErrorCode{wire.CodeForbidden, 0, 0}) {
		t.Errorf("got codes %v", got)
	}
	known := desk.Write(a.kase, "二つめ")
	a.office.taken(known)
	if got := a.new.codes(a.new.push(known), known); got[0] != wire.CodeForbidden {
		t.Errorf("what the center has: got code %d, want no receipt", got[0])
	}
	// It brings its approval itself, with what it wrote: so after a restore.
	desk.Saw(c.ID(), at.ID, at.Head(c.ID()).N)
	approval := approved(desk, desk.Founder, a.new.id, a.new.end.KeyName())
	if got := a.new.codes(a.new.push(work, approval), work, approval); !slices.Equal(got, []wire.ErrorCode{0, 0}) {
		t.Errorf("with the approval: got codes %v", got)
	}
}

func testWaitingOfAnother(t *testing.T, start both) {
	c, s, desk, beside := start(t)
	a := approvals(t, c, s, desk)
	other := beside(a.new)
	a.waitsStill(t, other)
	a.office.taken(approved(desk, desk.Founder, a.new.id, a.new.end.KeyName()))
	if got := other.cases(c.ID(), ""); !slices.Contains(got, a.kase) {
		t.Errorf("approved in one process, asked in the other: got %v", got)
	}
	a.office.taken(desk.Direct(desk.Founder, ledger.KindStation, a.new.id, map[string]any{ledger.FieldApproval: hex.EncodeToString(make([]byte, 32))}))
	a.waitsStill(t, other)
}
