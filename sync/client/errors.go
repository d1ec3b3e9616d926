package client

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"

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
)

// transportError sorts an error of the network into one of the sentinels.
func transportError(ctx context.Context, err error) error {
	var refusal *wire.Error
	var alert tls.AlertError
	var record tls.RecordHeaderError
	var op *net.OpError
	switch {
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case errors.As(err, &refusal), errors.Is(err, ErrWrongCenter), errors.Is(err, ErrGarbage), errors.Is(err, ErrUnreachable), errors.Is(err, ErrStore):
		return err
	case errors.As(err, &op) && op.Op == "dial":
		return fmt.Errorf("%w: %w", ErrUnreachable, err)
	case errors.As(err, &alert):
		return fmt.Errorf("%w: %w", wire.ErrNoCertificate, err)
	case errors.As(err, &record), errors.Is(err, wire.ErrItemTooLarge), errors.Is(err, wire.ErrMalformed):
		return fmt.Errorf("%w: %w", ErrGarbage, err)
	}
	return fmt.Errorf("%w: %w", ErrUnreachable, err)
}

func storeError(ctx context.Context, doing string, err error) error {
	if err == nil || ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return fmt.Errorf("%s: %w: %w", doing, ErrStore, err)
}
