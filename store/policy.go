package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"yorisoi/store/ledger"
)

// ErrPolicyValue is returned for a value that a policy does not take.
var ErrPolicyValue = errors.New("not a value of this policy")

// SetPolicy sets one of ledger.PolicyNames for the whole center; an empty
// value puts the default back. It returns ErrNotAllowed unless the person
// signed in may, and ErrPolicyValue for what is no value of it.
func (s *Store) SetPolicy(ctx context.Context, name, value string) error {
	if !s.Me().May(ledger.ActPolicy) {
		return ErrNotAllowed
	}
	if !slices.Contains(ledger.PolicyNames, name) {
		return fmt.Errorf("set policy %s: %w", name, ErrNotFound)
	}
	if !policyTakes(name, value) {
		return fmt.Errorf("set policy %s to %q: %w", name, value, ErrPolicyValue)
	}
	err := s.writeDirectory(ctx, &ledger.Edit{Record: ledger.PolicyID(s.Center(), name), Kind: ledger.KindPolicy, Set: map[string]any{
		ledger.FieldName: name, ledger.FieldValue: value,
	}})
	if err != nil {
		return fmt.Errorf("set policy %s: %w", name, err)
	}
	s.saveInfo(ctx)
	return nil
}

// maxPolicyNumber is far above any number that makes sense, and small enough
// for hours to stay a time.
const maxPolicyNumber = 10_000

// policyWords are what those policies take that are no number.
var policyWords = map[string][]string{
	ledger.PolicyClipboard:    {"", ledger.ClipboardAll, ledger.ClipboardOffice, ledger.ClipboardNone},
	ledger.PolicyGlass:        {"", ledger.GlassNobody, ledger.GlassLeaders, ledger.GlassStaff},
	ledger.PolicyGlassOffline: {"", ledger.GlassOnline, ledger.GlassOffline},
}

func policyTakes(name, value string) bool {
	if takes, words := policyWords[name]; words {
		return slices.Contains(takes, value)
	}
	n, err := strconv.Atoi(value)
	return value == "" || err == nil && n >= 0 && n <= maxPolicyNumber
}
