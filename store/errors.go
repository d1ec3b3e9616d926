package store

import (
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"

	"yorisoi/store/form"
	"yorisoi/store/protect"
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
	// ErrMoved is returned for a decision about fields that have other values
	// than those that were shown; as part of *MovedError with what they are.
	ErrMoved = errors.New("fields have changed since they were shown")
	// ErrInConflict is returned for a correction of a field that is in
	// conflict: Settle decides those.
	ErrInConflict = errors.New("field is in conflict")
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

// MovedError says which fields of a record somebody else has set since the
// writer began. Nothing was written; the draft stays. It is an ErrMoved.
type MovedError struct {
	Record uuid.UUID
	Fields []MovedField
}

// MovedField is one such field.
type MovedField struct {
	Name          string
	Was, Now, New any // as the writer was shown it, as it is, and as the writer would have it
	Author        uuid.UUID
	Station       uuid.UUID
	At            time.Time
}

// Error names the record and the first field.
func (e *MovedError) Error() string {
	return fmt.Sprintf("write record %s: field %s of %d: %v", e.Record, e.Fields[0].Name, len(e.Fields), ErrMoved)
}

// Unwrap is ErrMoved.
func (e *MovedError) Unwrap() error { return ErrMoved }

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
	{ErrTooManyGuesses, "guess_over"},
	{ErrPolicyValue, "policy_value"},
	{ErrPasswordShort, "password_short"},
	{ErrNotAllowed, "no_permission"},
	{ErrLastManager, "last_manager"},
	{ErrRotationDone, "rotation_done"},
	{ErrRotationBlocked, "rotation_blocked"},
	{ErrNoKeys, "no_keys"},
	{ErrRestricted, "restricted"},
	{ErrNoPlace, "restrict_place"},
	{ErrGlassReason, "glass_reason"},
	{ErrGlassWords, "glass_words"},
	{ErrNotAnnounced, "glass_unannounced"},
	{ErrAwaitsCenter, "glass_awaits"},
	{ErrNoReader, "restrict_reader"},
	{ErrNotDue, "not_due"},
	{ErrListUnlike, "list_unlike"},
	{ErrRetentionNumber, "retention_number"},
	{ErrSharedStation, "station_shared"},
	{ErrMixedSignIns, "sign_ins_mixed"},
	{ErrNotFound, "record_missing"},
	{ErrChanged, "approval_changed"},
	{ErrMoved, "moved"},
	{ErrInConflict, "in_conflict"},
	{ErrNotYours, "approval_not_yours"},
	{ErrReasonNeeded, "reason_needed"},
	{trust.ErrWordsLetter, "words_letter"},
	{trust.ErrWordsCount, "words_count"},
	{trust.ErrWordsCheck, "words_check"},
	{ErrWordsOther, "words_other"},
	{ErrNoRecovery, "no_recovery"},
	{ErrNoShare, "no_share"},
	{trust.ErrShares, "shares_broken"},
	{ErrNoStore, "not_enrolled"},
	{protect.ErrAway, "secret_away"},
	{ErrArriving, "case_arriving"},
	{ErrUntilPassed, "until_passed"},
	{ErrAttachmentType, "attachment_type"},
	{ErrAttachmentHEIC, "attachment_heic"},
	{ErrAttachmentLarge, "attachment_large"},
	{ErrAttachmentBroken, "attachment_broken"},
	{ErrAttachmentAway, "attachment_away"},
	{ErrBundlesForbidden, "bundles_forbidden"},
	{ErrBundlesLeads, "bundles_leads"},
	{ErrNotReader, "bundle_not_reader"},
}

// CodeOf returns the code of the message that tells a person about err:
// "internal" for what no person can do anything about.
func CodeOf(err error) string {
	var invalid *InvalidError
	if errors.As(err, &invalid) {
		return "form_invalid"
	}
	var wait *WaitError
	if errors.As(err, &wait) {
		return "guess_wait"
	}
	err = sealed.Classify(err) // a page may turn out damaged in any query
	for _, c := range codes {
		if errors.Is(err, c.err) {
			return c.code
		}
	}
	return "internal"
}
