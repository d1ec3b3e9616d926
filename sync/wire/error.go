package wire

import (
	"errors"
	"fmt"
)

// ErrorCode says why the center did not do what was asked. The list is
// append-only: a number is never given another meaning.
type ErrorCode uint64

// Codes of a whole request.
const (
	CodeInternal      ErrorCode = 1 // the center failed; try again later
	CodeMalformed     ErrorCode = 2 // the request is not of the protocol
	CodeNoCertificate ErrorCode = 3 // no client certificate of this center
	CodeRevoked       ErrorCode = 4 // the directory says that this station is removed
	CodeTooLarge      ErrorCode = 5 // more bytes or changes than one request may have
	CodeTooMany       ErrorCode = 6 // too many requests; try again later
	CodeNotFound      ErrorCode = 7 // no such path in this version of the protocol
	CodeInviteUnknown ErrorCode = 10
	CodeInviteUsed    ErrorCode = 11
	CodeInviteExpired ErrorCode = 12
	CodeBlobUnknown   ErrorCode = 13 // the center has no manifest, or not all, of this blob
	CodeBlobBad       ErrorCode = 14 // a manifest or chunk is not what its hash says
	CodeOutOfScope    ErrorCode = 15 // the station may not hold this case
	CodeUnfinished    ErrorCode = 16 // the station has announced too much that did not come whole; finish that first, or try again later
)

// Codes of one refused change.
const (
	CodeChange        ErrorCode = 20 // the change is malformed
	CodeGap           ErrorCode = 21 // a change that it follows or had seen is missing
	CodeBrokenChain   ErrorCode = 22 // Prev is not the hash of the change before
	CodeForked        ErrorCode = 23 // the center has another change of this number
	CodeSignature     ErrorCode = 24 // the signature is not the author's
	CodeUnknownAuthor ErrorCode = 25 // the directory does not have the author
	CodeRemovedAuthor ErrorCode = 26 // written after the author was removed
	CodeForbidden     ErrorCode = 27 // the author's roles do not allow it
	CodeReadable      ErrorCode = 28 // a readable body where only a sealed one may be
	CodeSealed        ErrorCode = 29 // a sealed body in the directory
	CodeHeld          ErrorCode = 30 // not in the log, but kept in the hold box: its author or station was removed before
	CodeHoldBoxFull   ErrorCode = 31 // not even kept in the hold box: it has no room for more of this author
	CodeDisposed      ErrorCode = 32 // the case was kept long enough and is destroyed
)

// Error is what the center answers instead of a message.
type Error struct {
	_    struct{} `cbor:",toarray"`
	Code ErrorCode
	Text string // English, for logs, without any content of a case
}

// Error gives the code and the text.
func (e *Error) Error() string { return fmt.Sprintf("center refused (code %d): %s", e.Code, e.Text) }

// Is reports whether target is an Error of the same code, so that callers
// compare with the sentinels below.
func (e *Error) Is(target error) bool {
	other, ok := target.(*Error)
	return ok && other.Code == e.Code
}

// Sentinels for errors.Is; only their codes count.
var (
	// ErrCodeUnknown is returned for a code that this center did not make.
	ErrCodeUnknown = &Error{Code: CodeInviteUnknown, Text: "unknown enrolment code"}
	// ErrCodeUsed is returned for a code that another station used.
	ErrCodeUsed = &Error{Code: CodeInviteUsed, Text: "enrolment code is used"}
	// ErrCodeExpired is returned for a code that was not used in time.
	ErrCodeExpired = &Error{Code: CodeInviteExpired, Text: "enrolment code has expired"}
	// ErrRevoked is returned to a station that the directory removed.
	ErrRevoked = &Error{Code: CodeRevoked, Text: "station is removed"}
	// ErrNoCertificate is returned to a caller that is no station of the center.
	ErrNoCertificate = &Error{Code: CodeNoCertificate, Text: "no certificate of this center"}
	// ErrTooMany is returned to a caller that asks too often.
	ErrTooMany = &Error{Code: CodeTooMany, Text: "too many requests"}
	// ErrUnfinished is returned for one more blob to a station that has begun
	// many and finished none of them.
	ErrUnfinished = &Error{Code: CodeUnfinished, Text: "too many unfinished blobs"}
)

// Sentinels of a code's text, found before anything is sent.
var (
	// ErrCodeMistyped is returned for text whose checksum does not fit: a
	// typing error, not a wrong code.
	ErrCodeMistyped = errors.New("enrolment code is mistyped")
	// ErrCodeNewer is returned for a code that a later version made.
	ErrCodeNewer = errors.New("enrolment code is of a later version")
)
