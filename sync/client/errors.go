package client

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strconv"
	"time"

	"yorisoi/sync/wire"
)

// Sentinels of why a station does not speak to its center. Answers of the
// center itself are wire.Error.
var (
	// ErrUnreachable is returned when nothing answers at the address, or the
	// connection was cut.
	ErrUnreachable = errors.New("center is not reachable")
	// ErrWrongCenter is returned when the certificate at the address is not
	// by the authority that was pinned at enrolment.
	ErrWrongCenter = errors.New("another center answers at this address")
	// ErrGarbage is returned when what answers does not speak the protocol.
	ErrGarbage = errors.New("the answer is not of the protocol")
	// ErrStore is returned when this station's own store failed.
	ErrStore = errors.New("the store failed")
	// ErrExpired is returned when the center says that this station's
	// certificate is no longer, or not yet, valid.
	ErrExpired = errors.New("certificate of this station has expired")
)

// transportError sorts an error of the network into one of the sentinels.
func transportError(ctx context.Context, err error) error {
	var refusal *wire.Error
	var record tls.RecordHeaderError
	var op *net.OpError
	switch {
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case errors.As(err, &refusal), errors.Is(err, ErrWrongCenter), errors.Is(err, ErrGarbage), errors.Is(err, ErrUnreachable), errors.Is(err, ErrStore):
		return err
	case errors.As(err, &record), errors.Is(err, wire.ErrItemTooLarge), errors.Is(err, wire.ErrMalformed):
		return fmt.Errorf("%w: %w", ErrGarbage, err)
	case errors.As(err, &op) && op.Op == "remote error":
		return fmt.Errorf("%w: %w", alertError(op.Err), err)
	}
	return fmt.Errorf("%w: %w", ErrUnreachable, err)
}

// Alerts of RFC 8446 §6.2 that are about a station's certificate.
const (
	alertBadCertificate         = 42
	alertUnsupportedCertificate = 43
	alertCertificateRevoked     = 44
	alertCertificateExpired     = 45
	alertCertificateUnknown     = 46
	alertUnknownCA              = 48
	alertAccessDenied           = 49
	alertCertificateRequired    = 116
)

// alertError says what a TLS alert of the other side means. The standard
// library gives alerts of the other side a type of its own, so they are known
// by their text.
func alertError(alert error) error {
	for code, meaning := range map[tls.AlertError]error{
		alertCertificateExpired: ErrExpired,
		alertCertificateRevoked: wire.ErrRevoked,
		alertBadCertificate:     wire.ErrNoCertificate, alertUnsupportedCertificate: wire.ErrNoCertificate,
		alertCertificateUnknown: wire.ErrNoCertificate, alertUnknownCA: wire.ErrNoCertificate,
		alertAccessDenied: wire.ErrNoCertificate, alertCertificateRequired: wire.ErrNoCertificate,
	} {
		if alert.Error() == code.Error() {
			return meaning
		}
	}
	return ErrUnreachable
}

// neverThere reports whether not even a TCP connection could be made.
func neverThere(err error) bool {
	var op *net.OpError
	return errors.As(err, &op) && op.Op == "dial"
}

func storeError(ctx context.Context, doing string, err error) error {
	if err == nil || ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return fmt.Errorf("%s: %w: %w", doing, ErrStore, err)
}

// later is the center's error with how long it asks to be left alone.
type later struct {
	error
	after time.Duration
}

func (l *later) Unwrap() error { return l.error }

// withPause adds to a refusal what its answer says of when to come again.
func withPause(refusal error, header http.Header) error {
	seconds, err := strconv.ParseUint(header.Get("Retry-After"), 10, 31)
	if err != nil {
		return refusal
	}
	return &later{refusal, time.Duration(seconds) * time.Second}
}

// pauseOf is how long the center asks to be left alone, at most as long as a
// station ever waits.
func pauseOf(err error) time.Duration {
	var l *later
	if !errors.As(err, &l) {
		return 0
	}
	return min(l.after, maxBackoff)
}

// busy reports whether the center takes no more attachments just now.
func busy(err error) bool { return isCode(err, wire.CodeTooMany, wire.CodeUnfinished) }

// isCode reports whether the center refused with one of the codes.
func isCode(err error, codes ...wire.ErrorCode) bool {
	var refusal *wire.Error
	if !errors.As(err, &refusal) {
		return false
	}
	for _, code := range codes {
		if refusal.Code == code {
			return true
		}
	}
	return false
}
