package proof_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"yorisoi/store"
	"yorisoi/store/ledger"
	"yorisoi/store/trust"
	"yorisoi/sync/client"
	"yorisoi/sync/proof/prooftest"
)

// serveStation is the life of a station's process: deeds in, replies out,
// until its standard input ends.
func serveStation(in io.Reader, out io.Writer) {
	r, m := bufio.NewReader(in), newMachine("")
	m.say = func(said reply) error { return writeLine(out, said) }
	for {
		var d deed
		if readLine(r, &d) != nil {
			return
		}
		var said reply
		err := fmt.Errorf("no such deed: %s", d.Do)
		if do := deeds[d.Do]; do != nil {
			err = do(m, context.Background(), d, &said)
		}
		if err != nil {
			said.Err, said.Code = err.Error(), store.CodeOf(err)
		}
		if writeLine(out, said) != nil {
			return
		}
	}
}

// deeds are what a station's process can be told to do.
var deeds = map[string]func(*machine, context.Context, deed, *reply) error{
	"prepare": func(m *machine, _ context.Context, d deed, _ *reply) error {
		m.Dir, m.skew = d.Dir, d.Skew
		if d.Text == "strong" {
			m.KDF = trust.DefaultKDF
		}
		return nil
	},
	"found": func(m *machine, ctx context.Context, d deed, _ *reply) error {
		return m.Found(ctx, d.Code, d.Name, d.Person)
	},
	"join": func(m *machine, ctx context.Context, d deed, _ *reply) error {
		return m.Join(ctx, d.Code, d.Name, d.Person)
	},
	"open":   func(m *machine, ctx context.Context, d deed, _ *reply) error { return m.Open(ctx, d.Staff, password) },
	"online": func(m *machine, ctx context.Context, _ deed, _ *reply) error { return m.online(ctx) },
	"lock":   func(m *machine, _ context.Context, _ deed, _ *reply) error { return m.Lock() },
	"wake":   func(m *machine, _ context.Context, _ deed, _ *reply) error { m.Engine.Wake(); return nil },
	"type":   func(m *machine, ctx context.Context, d deed, _ *reply) error { return m.typeText(ctx, d) },
	"me":     func(m *machine, _ context.Context, _ deed, r *reply) error { r.ID = m.Store.Me().ID; return nil },
	"phase": func(m *machine, _ context.Context, _ deed, r *reply) error {
		r.Text = string(m.Engine.Status().Phase)
		return nil
	},
	"invite": func(m *machine, ctx context.Context, _ deed, r *reply) (err error) {
		r.Text, err = m.Invite(ctx)
		return err
	},
	"hire": func(m *machine, ctx context.Context, d deed, r *reply) (err error) {
		r.ID, err = m.Store.AddStaff(ctx, store.NewStaff{Name: d.Person, Job: "nurse", Roles: []string{ledger.RoleHealth}, Password: password})
		return err
	},
	"case": func(m *machine, ctx context.Context, d deed, r *reply) (err error) {
		r.ID, err = m.Store.CreateCase(ctx, d.Fields)
		return err
	},
	"family": func(m *machine, ctx context.Context, d deed, r *reply) error {
		c, err := m.Store.FindCase(ctx, d.Case)
		if err == nil {
			r.Record = c.Family
		}
		return err
	},
	"put": func(m *machine, ctx context.Context, d deed, r *reply) (err error) {
		w := store.Write{Case: d.Case, Record: d.Record, Kind: d.Kind, Parent: d.Parent, Set: d.Fields, Reason: d.Text}
		r.Record, err = m.Store.Put(ctx, w)
		return err
	},
	"draft": func(m *machine, ctx context.Context, d deed, _ *reply) error {
		_, err := m.Store.SaveDraft(ctx, store.Draft{Record: d.Record, Case: d.Case, Kind: d.Kind, Parent: d.Parent, Fields: d.Fields})
		return err
	},
	"confirm": func(m *machine, ctx context.Context, d deed, r *reply) (err error) {
		r.Record, err = m.Store.Confirm(ctx, d.Record)
		return err
	},
	"settle": func(m *machine, ctx context.Context, d deed, _ *reply) error {
		conflict, err := m.Store.FindConflict(ctx, d.Record)
		if err != nil {
			return err
		}
		return m.Store.Settle(ctx, conflict, d.Fields, d.Text)
	},
	"record": func(m *machine, ctx context.Context, d deed, r *reply) (err error) {
		r.Record, err = m.Store.FindRecord(ctx, d.Record)
		return err
	},
	"finddraft": func(m *machine, ctx context.Context, d deed, r *reply) (err error) {
		r.Draft, err = m.Store.FindDraft(ctx, d.Record)
		return err
	},
	"conflict": func(m *machine, ctx context.Context, d deed, r *reply) (err error) {
		r.Conflict, err = m.Store.FindConflict(ctx, d.Record)
		return err
	},
	"search": func(m *machine, ctx context.Context, d deed, r *reply) (err error) {
		r.Hits, err = m.Store.Search(ctx, d.Text, 20)
		return err
	},
	"state": func(m *machine, ctx context.Context, _ deed, r *reply) error { return m.state(ctx, r) },
	"center": func(m *machine, ctx context.Context, _ deed, r *reply) error {
		endpoint, err := client.DecodeEndpoint(m.Store.Endpoint())
		if err != nil {
			return err
		}
		r.Digests, r.Heads, err = prooftest.State(ctx, endpoint)
		return err
	},
}

// state gathers everything that both sides compare, and what waits.
func (m *machine) state(ctx context.Context, r *reply) error {
	unsent, err := m.Store.Unsent(ctx, 10_000)
	if err != nil {
		return err
	}
	r.Unsent = len(unsent)
	if r.Held, err = m.Store.FindHeld(ctx); err != nil {
		return err
	}
	digests, err := m.Store.Digests(ctx)
	if err != nil {
		return err
	}
	r.Digests = digests[:]
	for bucket := range ledger.Buckets {
		heads, err := m.Store.Heads(ctx, bucket)
		if err != nil {
			return err
		}
		r.Heads = append(r.Heads, heads...)
	}
	return nil
}

// typeText types into the field "note" of a draft, one character at a time,
// and keeps the draft at every pause, as the page of a visit does. A pause
// comes with each punctuation mark.
func (m *machine) typeText(ctx context.Context, d deed) error {
	fields, typed := maps.Clone(d.Fields), ""
	for _, c := range d.Text {
		typed += string(c)
		time.Sleep(2 * time.Millisecond)
		if !strings.ContainsRune(pauses, c) {
			continue
		}
		fields["note"] = typed
		if _, err := m.Store.SaveDraft(ctx, store.Draft{Record: d.Record, Case: d.Case, Kind: d.Kind, Fields: fields}); err != nil {
			return err
		}
		if err := m.say(reply{More: true, Typed: utf8.RuneCountInString(typed)}); err != nil {
			return err
		}
	}
	return nil
}

// pauses are where a person typing stops for a moment.
const pauses = "、。"

// pausesOf returns the lengths, in characters, at which typing text pauses.
func pausesOf(text string) []int {
	var at []int
	for i, c := range []rune(text) {
		if strings.ContainsRune(pauses, c) {
			at = append(at, i+1)
		}
	}
	return slices.Clip(at)
}
