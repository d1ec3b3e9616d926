package sim_test

import (
	"fmt"
	"strings"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
	"yorisoi/store/trust"
	"yorisoi/sync/wire"
)

// keysAbout tells, for whoever looks into a failure, by which keys a case is
// sealed at the center and to whom they were granted, which keys of the staff
// group each station knows of, and what each holds back of the house.
func (s *sim) keysAbout(kase uuid.UUID) string {
	var b strings.Builder
	all, err := fetch(s.ctx, s.office.handler, s.stations[0].image.leaf, wire.PathChanges+"?after=0")
	s.office.must(err)
	for _, l := range all {
		c, err := ledger.Decode(l.Raw)
		if err != nil || c.Case != kase && c.Case != s.stations[0].store.Center() {
			continue
		}
		edit, err := c.OpenBody(trust.Key{})
		switch {
		case c.Case == kase && err != nil:
			fmt.Fprintf(&b, "\n  %d: change %v by %s, sealed by %s, seen %v", l.Seq, c.Dot(), short(c.Author), short(c.Key), c.Seen)
		case err == nil && edit.Grant != nil:
			fmt.Fprintf(&b, "\n  %d: change %v by %s grants %s of %s, epoch %d, to %s by %s", l.Seq, c.Dot(), short(c.Author), short(edit.Grant.Key), short(edit.Grant.Of), edit.Grant.Epoch, short(edit.Grant.Reader), short(edit.Grant.By))
		}
	}
	for _, st := range s.stations {
		dir := st.store.Directory()
		current, epoch := dir.CurrentKey(dir.Groups[ledger.GroupAllStaff])
		fmt.Fprintf(&b, "\n  station %d, %s, %s sits there: key %s of epoch %d;", st.index, st.image.id, short(st.who), short(current), epoch)
		for _, g := range dir.Grants {
			if g.Of == dir.Groups[ledger.GroupAllStaff] {
				fmt.Fprintf(&b, " %s to %s%s", short(g.Key), short(g.Reader), short(g.By))
			}
		}
		for _, h := range st.held() {
			if h.Case == st.store.Center() || h.Case == kase {
				fmt.Fprintf(&b, "; holds %v: %s %d %s", h.Dot, h.Code, h.Refusal, h.Reason)
			}
		}
	}
	return b.String()
}

// short is enough of an id to tell it from others.
func short(id uuid.UUID) string {
	if id == uuid.Nil {
		return ""
	}
	text := id.String()
	return text[len(text)-6:]
}
