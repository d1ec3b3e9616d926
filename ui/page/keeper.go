package page

import (
	"context"
	"maps"
	"math"
	"sync"
	"time"

	"yorisoi/store"
	"yorisoi/ui/async"
)

// TypingRest is how long typing rests before the draft is saved.
const TypingRest = 600 * time.Millisecond

// drafts is what a keeper needs of the store.
type drafts interface {
	SaveDraft(ctx context.Context, d store.Draft) (time.Time, error)
}

// keeper saves one draft at every pause of typing, in the order of typing.
type keeper struct {
	store drafts
	owner *async.Owner
	wait  *async.Debouncer
	draft store.Draft
	turn  int // of the last change

	active  func() // somebody is typing
	onSaved func(time.Time)
	onError func(error)

	mu    sync.Mutex // one save at a time
	saved int        // the turn that the store has
}

func newKeeper(s drafts, o *async.Owner, d store.Draft) *keeper {
	k := &keeper{store: s, owner: o, draft: d}
	if k.draft.Fields == nil {
		k.draft.Fields = map[string]any{}
	}
	k.wait = async.NewDebouncer(o, TypingRest)
	return k
}

// fields are the values as typed so far; do not change them.
func (k *keeper) fields() map[string]any { return k.draft.Fields }

// set takes a value and saves after the pause. An unset field leaves the map.
func (k *keeper) set(name string, value any) {
	if value == nil {
		delete(k.draft.Fields, name)
	} else {
		k.draft.Fields[name] = value
	}
	k.changed()
}

// put is set that also keeps that a field was cleared.
func (k *keeper) put(name string, value any) {
	k.draft.Fields[name] = value
	k.changed()
}

// began keeps what a field showed when it was first typed over; what a person
// has seen since replaces it.
func (k *keeper) began(name string, value any) {
	if k.draft.Was == nil {
		k.draft.Was = map[string]any{}
	}
	k.draft.Was[name] = value
}

// decided keeps that a person has seen what a field is now: what they would
// have instead stays typed, or nothing does.
func (k *keeper) decided(f store.MovedField, own bool) {
	k.began(f.Name, f.Now)
	if !own {
		delete(k.draft.Fields, f.Name)
		delete(k.draft.Was, f.Name)
	}
	k.changed()
}

func (k *keeper) changed() {
	k.turn++
	k.wait.Call(k.saveSoon)
	if k.active != nil {
		k.active()
	}
}

// dirty reports whether something was typed that the store lacks.
func (k *keeper) dirty() bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.saved != k.turn
}

// forget gives up what was typed: nothing is saved any more.
func (k *keeper) forget() {
	k.wait.Cancel()
	k.mu.Lock()
	defer k.mu.Unlock()
	k.saved = math.MaxInt
}

// leave saves what the pause has not saved yet, without waiting for it.
func (k *keeper) leave() { k.wait.Flush() }

func (k *keeper) saveSoon() {
	d, turn := k.snapshot()
	async.Run(k.owner, func(ctx context.Context) (time.Time, error) {
		return k.save(ctx, d, turn)
	}, func(at time.Time, err error) {
		switch {
		case err != nil && k.onError != nil:
			k.onError(err)
		case err == nil && !at.IsZero() && k.onSaved != nil:
			k.onSaved(at)
		}
	})
}

// saveNow saves and waits: before locking and the program's end.
func (k *keeper) saveNow(ctx context.Context) error { return k.saver()(ctx) }

// saver takes what is typed now and returns how to save it, off the screen.
func (k *keeper) saver() func(context.Context) error {
	k.wait.Cancel()
	d, turn := k.snapshot()
	return func(ctx context.Context) error {
		_, err := k.save(ctx, d, turn)
		return err
	}
}

func (k *keeper) snapshot() (store.Draft, int) {
	d := k.draft
	d.Fields, d.Was = maps.Clone(d.Fields), maps.Clone(d.Was)
	return d, k.turn
}

// save writes a snapshot unless the store already has a later one, so that a
// slow save never puts older words over newer ones.
func (k *keeper) save(ctx context.Context, d store.Draft, turn int) (time.Time, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if turn <= k.saved {
		return time.Time{}, nil
	}
	at, err := k.store.SaveDraft(ctx, d)
	if err == nil {
		k.saved = turn
	}
	return at, err
}
