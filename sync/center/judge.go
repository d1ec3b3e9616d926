package center

import (
	"fmt"
	"maps"
	"runtime"
	"slices"
	"sync"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
	"yorisoi/store/trust"
	"yorisoi/sync/wire"
)

// judgeCases judges runs on all processors: a signature costs more than
// everything else about a change.
func (d *directory) judgeCases(runs []*run) {
	workers := min(runtime.GOMAXPROCS(0), (len(runs)+15)/16)
	var judging sync.WaitGroup
	for w := range workers {
		judging.Go(func() {
			for i := w; i < len(runs); i += workers {
				d.judgeCase(runs[i])
			}
		})
	}
	judging.Wait()
}

// judgeCase cuts a run of a case at the first change that may not be there.
// The last signature of each author vouches for what the chain has before it.
func (d *directory) judgeCase(r *run) {
	for i, it := range r.items {
		code, text := d.admits(it.change)
		if code == wire.CodeHeld {
			r.putAside(i)
			break
		}
		if code != 0 {
			r.cut(i, code, text)
			break
		}
	}
	last := map[uuid.UUID]*item{}
	for _, it := range r.items {
		last[it.change.Author] = it
	}
	good := true
	for author, it := range last {
		public, _ := d.Public(author)
		good = good && it.change.Verify(public) == nil
	}
	if good {
		return
	}
	for i, it := range r.items {
		public, _ := d.Public(it.change.Author)
		if err := it.change.Verify(public); err != nil {
			r.cut(i, wire.CodeSignature, err.Error())
			return
		}
	}
}

// admits judges everything about a change of a case but its signature.
func (d *directory) admits(c *ledger.Change) (wire.ErrorCode, string) {
	if _, known := d.Public(c.Author); !known {
		return wire.CodeUnknownAuthor, fmt.Sprintf("author %s is not in the directory", c.Author)
	}
	if d.removedBefore(c) && c.Case != ledger.AuditOf(d.center) {
		return wire.CodeHeld, "its author or station was removed before"
	}
	return d.admitsBody(c)
}

// admitsBody judges whether a body may be readable, or has to be.
func (d *directory) admitsBody(c *ledger.Change) (wire.ErrorCode, string) {
	open := c.Case == d.center || c.Case == ledger.CarriageOf(d.center)
	if c.Sealed() {
		if open {
			return wire.CodeSealed, "this ledger is readable"
		}
		return 0, ""
	}
	edit, err := c.OpenBody(trust.Key{})
	switch {
	case c.Case == d.center && err != nil:
		return wire.CodeChange, err.Error()
	case c.Case == d.center:
		return 0, ""
	case c.Case == ledger.AuditOf(d.center):
		if err != nil || edit.Kind != ledger.KindGrant || edit.Grant == nil || edit.Grant.By != uuid.Nil {
			return wire.CodeReadable, "in the audit only grants to people may be readable"
		}
	case open && (err != nil || !ofCarriage(edit)):
		return wire.CodeReadable, "only who carries and who is in charge may be readable"
	case !open && (err != nil || edit.Kind != ledger.KindGrant && !ledger.IsRestriction(c.Case, edit)):
		return wire.CodeReadable, "only grants and who may read it may be readable"
	}
	return 0, ""
}

// judgeDirectory cuts the directory's runs at what may not be there, and
// returns the directory with the rest. founder pins who may begin it.
func (d *directory) judgeDirectory(runs []*run) (next *directory, founder uuid.UUID) {
	founder = d.Founder
	if founder == uuid.Nil {
		founder = founderOf(runs)
	}
	for {
		candidates := d.candidates(runs)
		next = newDirectory(d.center, founder, slices.Concat(d.written, candidates))
		if !d.cutRefused(runs, candidates, next) {
			break
		}
	}
	if len(next.Staff) == 0 {
		return next, uuid.Nil
	}
	return next, founder
}

// founderOf returns the author of the first change of a directory that has
// none yet.
func founderOf(runs []*run) uuid.UUID {
	for _, r := range runs {
		for _, it := range r.items {
			if it.change.N == 1 && len(it.head.Seen) == 0 {
				return it.change.Author
			}
		}
	}
	return uuid.Nil
}

// candidates returns the readable edits of all runs, cutting at what cannot
// be read or has seen what is not here, until nothing more is cut.
func (d *directory) candidates(runs []*run) []ledger.Written {
	for {
		vector, again := maps.Clone(d.vector), false
		var out []ledger.Written
		for _, r := range runs {
			for _, it := range r.items {
				vector[r.Station] = it.change.N
			}
		}
		for _, r := range runs {
			for i, it := range r.items {
				code, text := wire.CodeGap, "a change that it has seen is missing"
				w, err := writtenOf(it.change, it.head)
				if it.change.Sealed() {
					code, text = wire.CodeSealed, "the directory is readable"
				} else if err != nil {
					code, text = wire.CodeChange, err.Error()
				} else if vector.CoversAll(it.head.Seen) {
					out = append(out, w)
					continue
				}
				r.cut(i, code, text)
				again = true
				break
			}
		}
		if !again {
			return out
		}
	}
}

// cutRefused cuts each run at its first change whose author had no right to
// it, or that the author did not sign. It reports whether it cut anything.
func (d *directory) cutRefused(runs []*run, candidates []ledger.Written, next *directory) (cut bool) {
	publics := map[uuid.UUID]trust.PublicIdentity{}
	for _, r := range runs {
		for i, it := range r.items {
			author := it.change.Author
			if _, ok := publics[author]; !ok {
				publics[author] = d.publicBefore(author, candidates, next)
			}
			code, text := wire.ErrorCode(0), ""
			switch {
			case next.removedBefore(it.change):
				code = wire.CodeHeld
			case slices.Contains(next.Refused, it.change.Dot()):
				code, text = wire.CodeForbidden, "the author's roles do not allow it"
			case d.givesOtherKeys(it.change):
				code, text = wire.CodeForbidden, "a person's keys are set once"
			default:
				if err := it.change.Verify(publics[author]); err != nil {
					code, text = wire.CodeSignature, err.Error()
				}
			}
			if code == 0 {
				continue
			}
			if cut = true; code == wire.CodeHeld {
				r.putAside(i)
			} else {
				r.cut(i, code, text)
			}
			break
		}
	}
	return cut
}

// givesOtherKeys reports whether a change sets keys of somebody who has some.
// By the vectors alone that could not be said for sure: whoever begins a chain
// chooses what they say to have seen, and the clock of it.
func (d *directory) givesOtherKeys(c *ledger.Change) bool {
	edit, err := c.OpenBody(trust.Key{})
	if err != nil || edit.Kind != ledger.KindStaff || edit.Set[ledger.FieldPublic] == nil {
		return false
	}
	known, ok := d.Public(edit.Record)
	return ok && known.ID != uuid.Nil
}

// publicBefore returns the keys that an author's changes are checked with:
// those the directory had before this push, else those that somebody else
// gives them in it. Nobody's keys come from a change that they sign
// themselves; only the founder's do, while there is no directory.
func (d *directory) publicBefore(author uuid.UUID, candidates []ledger.Written, next *directory) trust.PublicIdentity {
	if public, ok := d.Public(author); ok {
		return public
	}
	if d.Founder == uuid.Nil && author == next.Founder {
		public, _ := next.Public(author)
		return public
	}
	others := slices.DeleteFunc(slices.Clone(candidates), func(w ledger.Written) bool { return w.Author == author })
	public, _ := ledger.FoldDirectory(next.Founder, slices.Concat(d.written, others)).Public(author)
	return public
}
