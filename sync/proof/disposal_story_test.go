package proof_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/uuid"

	"yorisoi/store"
	"yorisoi/store/ledger"
)

// shelf is two families whose files have been kept long enough.
type shelf struct {
	*house
	lead, welfare *desk
	old, held     uuid.UUID
	list          uuid.UUID
}

// TestDisposal destroys two families' files through the real engine and
// center. One machine is away and comes back with work in one of them; another
// one, away too, had stopped the destruction of the other, which its words
// reach the center with when it has destroyed it already.
func TestDisposal(t *testing.T) {
	h := newHouse(t, "2026-04-02 09:00", "三浦", "石川")
	s := &shelf{house: h, lead: h.join("三浦"), welfare: h.join("石川")}
	s.kept()
	s.listed()
	s.destroyed()
	s.lateHold()
	s.lateWork()
	s.answered()
}

func (s *shelf) kept() {
	s.old = s.director.family(fields{"name": "蛇穴", "kana": "さらぎ", "class": "mch"})
	s.director.child(s.old, "蛇穴", "朔太郎", "さくたろう", "2012-11-30")
	s.held = s.director.family(fields{"name": "鵜殿", "kana": "うどの", "class": "mch"})
	s.director.child(s.held, "鵜殿", "汐里", "しおり", "2011-01-08")
	s.agree()
	s.at("2033-05-02 09:00")
	s.again(s.director, s.lead, s.welfare)
	s.agree()
}

// again lets machines speak to the center anew, for the clock has jumped.
func (s *shelf) again(desks ...*desk) {
	s.Helper()
	for _, d := range desks {
		d.offline()
		d.online()
	}
}

func (s *shelf) listed() {
	list, err := s.lead.Store.DrawList(s.Context(), []uuid.UUID{s.old, s.held})
	must(s, err)
	s.list = list
	s.agree()
	s.lead.offline()
	s.welfare.offline()
	must(s, s.director.Store.ApproveList(s.Context(), list))
	s.agree()
	// Neither knows of the approval.
	must(s, s.lead.Store.HoldCase(s.Context(), s.held, "検証委員会の照会", ""))
	s.welfare.add(s.old, store.KindNote, fields{"on": "2033-05-02", "method": "phone", "facts": "むかしの相談について電話があった"})
}

func (s *shelf) destroyed() {
	s.at("2033-05-15 09:00")
	s.again(s.director)
	s.agree()
	same(s, "before the fourteen days", s.director.finds("さらぎ"), true)
	s.at("2033-05-17 09:00")
	s.again(s.director)
	eventually(s, "both are gone from the director's machine", func() bool { return s.lacks(s.director, s.old) && s.lacks(s.director, s.held) })
	eventually(s, "the center has said that it destroyed them", func() bool { return s.state(s.director).Center != nil })
	same(s, "cases at the center", s.state(s.director).Center.Cases, 2)
	same(s, "found", s.director.finds("さらぎ") || s.director.finds("うどの"), false)
}

// lateHold comes back with the only copies that are left of one family, which
// was not to be destroyed: it is everywhere again, and the other one nowhere.
func (s *shelf) lateHold() {
	s.lead.online()
	eventually(s, "the family that was kept is back", func() bool { return s.director.finds("うどの") })
	eventually(s, "the other one is gone", func() bool { return s.lacks(s.lead, s.old) })
	same(s, "the lead finds the one that was kept", s.lead.finds("うどの"), true)
	same(s, "the list says so", s.state(s.director).Rows[0].Kept != s.state(s.director).Rows[1].Kept, true)
}

func (s *shelf) lateWork() {
	same(s, "the one that was away has it still", s.welfare.finds("さらぎ"), true)
	s.welfare.online()
	eventually(s, "it is gone there too", func() bool { return s.lacks(s.welfare, s.old) })
	eventually(s, "its work is with the leaders", func() bool {
		late, err := s.lead.Store.FindLateWork(s.Context())
		return err == nil && len(late) == 1 && strings.Contains(strings.Join(late[0].Lines, "\n"), "むかしの相談について電話があった")
	})
	_, err := s.welfare.Store.FindLateWork(s.Context())
	same(s, "nobody else reads it", errors.Is(err, store.ErrNotAllowed), true)
	for _, d := range s.desks {
		same(s, d.name+" finds it", d.finds("さらぎ"), false)
		same(s, d.name+" finds the one that was kept", d.finds("うどの"), true)
	}
}

func (s *shelf) answered() {
	eventually(s, "all machines have answered", func() bool { return s.state(s.director).Stage == store.DisposalDone })
	s.agree()
}

func (s *shelf) state(d *desk) store.Disposal {
	s.Helper()
	all, err := d.Store.FindDisposals(s.Context())
	must(s, err)
	for _, l := range all {
		if l.ID == s.list {
			return l
		}
	}
	return store.Disposal{}
}

// lacks reports whether a machine has nothing of a case.
func (s *shelf) lacks(d *desk, kase uuid.UUID) bool {
	_, err := d.Store.FindCase(s.Context(), kase)
	if !errors.Is(err, store.ErrNotFound) {
		return false
	}
	heads, err := d.Store.Heads(s.Context(), ledger.BucketOf(kase))
	must(s, err)
	for _, h := range heads {
		if h.Case == kase {
			return false
		}
	}
	return true
}
