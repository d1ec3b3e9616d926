package store

import (
	"errors"
	"fmt"

	"yorisoi/store/form"
	"yorisoi/store/sealed"
	"yorisoi/store/trust"
)

// Sentinels that callers branch on.
var (
	// ErrNoStore is returned when a folder has no station in it.
	ErrNoStore = errors.New("no store here")
	// ErrNotFound is returned when no such case, record or draft is here.
	ErrNotFound = errors.New("not found")
	// ErrReasonNeeded is returned when a confirmed entry is corrected or
	// withdrawn without saying why.
	ErrReasonNeeded = errors.New("a reason is needed")
	// ErrNotAllowed is returned when the role of the person signed in does
	// not allow the deed.
	ErrNotAllowed = errors.New("not allowed by role")
	// ErrPasswordShort is returned for a password under MinPassword runes.
	ErrPasswordShort = errors.New("password is too short")
	// ErrChanged is returned when a document is no longer what was submitted
	// for approval, or not what was read before deciding on it.
	ErrChanged = errors.New("document has changed")
	// ErrNotYours is returned for a decision that is another person's, or that
	// was made already.
	ErrNotYours = errors.New("another person's turn")
	// ErrClosed is returned once the store is locked.
	ErrClosed = errors.New("store is closed")
)

// MinPassword is the least number of characters of a password.
const MinPassword = 8

// InvalidError says which fields of a record do not fit its form. The draft
// that holds them stays.
type InvalidError struct {
	Kind     string
	Problems []form.Problem
}

// Error names the form and the first field.
func (e *InvalidError) Error() string {
	if len(e.Problems) == 0 {
		return fmt.Sprintf("check %s: invalid", e.Kind)
	}
	return fmt.Sprintf("check %s: %d fields, first %s", e.Kind, len(e.Problems), e.Problems[0].LinkID)
}

// codes are the errors that people see, by the keys of their messages.
var codes = []struct {
	err  error
	code string
}{
	{sealed.ErrWrongPassword, "wrong_password"},
	{trust.ErrWrongPassword, "wrong_password"},
	{sealed.ErrTruncated, "store_truncated"},
	{sealed.ErrNewerVersion, "store_newer"},
	{sealed.ErrLocked, "store_held"},
	{sealed.ErrDiskFull, "disk_full"},
	{sealed.ErrReadOnly, "read_only"},
	{sealed.ErrDamaged, "store_damaged"},
	{sealed.ErrWrongKey, "store_damaged"},
	{ErrPasswordShort, "password_short"},
	{ErrNotAllowed, "no_permission"},
	{ErrNotFound, "record_missing"},
	{ErrChanged, "approval_changed"},
	{ErrNotYours, "approval_not_yours"},
	{ErrReasonNeeded, "reason_needed"},
	{ErrNoStore, "not_enrolled"},
}

// CodeOf returns the code of the message that tells a person about err:
// "internal" for what no person can do anything about.
func CodeOf(err error) string {
	var invalid *InvalidError
	if errors.As(err, &invalid) {
		return "form_invalid"
	}
	err = sealed.Classify(err) // a page may turn out damaged in any query
	for _, c := range codes {
		if errors.Is(err, c.err) {
			return c.code
		}
	}
	return "internal"
}
