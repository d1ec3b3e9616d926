package store

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"yorisoi/store/ledger"
)

// A bundle is a file by which stations reconcile without a network. This is
// the store's part: who may, what goes out, what comes in, and the trace that
// it leaves. The file itself is sync/client/bundle.

// BundlePolicy says who may write bundles and take them in.
type BundlePolicy string

// The policies, the narrowest first.
const (
	BundlesForbidden BundlePolicy = "forbidden" // nobody; also where nothing is set
	BundlesLeads     BundlePolicy = "leads"     // the director and the coordinators
	BundlesAll       BundlePolicy = "all"       // all staff
)

var bundlePolicies = []BundlePolicy{BundlesForbidden, BundlesLeads, BundlesAll}

// fieldBundles is the policy in the center's settings.
const fieldBundles = "bundles"

// Sentinels of bundles.
var (
	// ErrBundlesForbidden is returned where the center allows no bundles.
	ErrBundlesForbidden = errors.New("the center allows no bundles")
	// ErrBundlesLeads is returned where the center allows bundles only to the
	// director and the coordinators.
	ErrBundlesLeads = errors.New("bundles are for the director and the coordinators")
	// ErrNotReader is returned for a bundle that was not written for the
	// person signed in.
	ErrNotReader = errors.New("bundle is for other readers")
)

// BundlePolicy is what the center has set. Only those who may manage the
// center set it; of two settings that did not know of each other the narrower
// one holds until a person decides.
func (s *Store) BundlePolicy() BundlePolicy {
	s.shared.RLock()
	written, dir := s.settingsWritten, s.dir
	s.shared.RUnlock()
	var counted []ledger.Written
	for _, w := range written {
		author := dir.Staff[w.Author]
		if author != nil && slices.ContainsFunc(mayManage, func(r string) bool { return slices.Contains(author.Held, r) }) {
			counted = append(counted, w)
		}
	}
	rec := ledger.Fold(counted)
	if rec == nil || rec.Value(ledger.FieldState) == ledger.StateWithdrawn {
		return BundlesForbidden
	}
	narrowest := len(bundlePolicies) - 1
	for _, setter := range rec.Fields[fieldBundles] {
		said, _ := setter.Value.(string)
		narrowest = min(narrowest, max(0, slices.Index(bundlePolicies, BundlePolicy(said))))
	}
	if len(rec.Fields[fieldBundles]) == 0 {
		return BundlesForbidden
	}
	return bundlePolicies[narrowest]
}

// MayBundle reports why the person signed in may neither write a bundle nor
// take one in: ErrBundlesForbidden, ErrBundlesLeads, ErrNotAllowed, or nil.
func (s *Store) MayBundle() error {
	me := s.Me()
	switch policy := s.BundlePolicy(); {
	case policy == BundlesForbidden:
		return ErrBundlesForbidden
	case me.Removed || s.Staff(me.ID) == nil:
		return ErrNotAllowed
	case policy == BundlesLeads && !me.Has(ledger.RoleDirector, ledger.RoleCoordinator):
		return ErrBundlesLeads
	}
	return nil
}

// SetBundlePolicy sets it for the whole center. It returns ErrNotAllowed
// unless the person signed in may manage.
func (s *Store) SetBundlePolicy(ctx context.Context, p BundlePolicy) error {
	if !s.CanManage() {
		return ErrNotAllowed
	}
	_, err := s.Put(ctx, Write{
		Case: s.Office(), Record: s.SettingsID(), Kind: KindSettings, Set: map[string]any{fieldBundles: string(p)},
	})
	if err != nil {
		return fmt.Errorf("set policy on bundles: %w", err)
	}
	return nil
}

// loadSettingsWritten keeps who set what in the center's settings: a policy
// counts by its author.
func (s *Store) loadSettingsWritten(ctx context.Context) error {
	written, _, err := s.recordChanges(ctx, s.db.SQL(), s.SettingsID(), s.key)
	if err != nil {
		return err
	}
	s.shared.Lock()
	s.settingsWritten = written
	s.shared.Unlock()
	return nil
}
