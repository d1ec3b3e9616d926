package center

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"crypto/x509"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/google/uuid"

	"yorisoi/store/trust"
	"yorisoi/sync/center/logbook"
	"yorisoi/sync/wire"
)

// handle answers one request with one message.
type handle func(http.ResponseWriter, *http.Request) (any, error)

// statuses are the HTTP statuses of errors, for what stands between.
var statuses = map[wire.ErrorCode]int{
	wire.CodeMalformed:     http.StatusBadRequest,
	wire.CodeNoCertificate: http.StatusUnauthorized,
	wire.CodeRevoked:       http.StatusForbidden,
	wire.CodeTooLarge:      http.StatusRequestEntityTooLarge,
	wire.CodeTooMany:       http.StatusTooManyRequests,
	wire.CodeNotFound:      http.StatusNotFound,
	wire.CodeInviteUnknown: http.StatusForbidden,
	wire.CodeInviteUsed:    http.StatusConflict,
	wire.CodeInviteExpired: http.StatusGone,
	wire.CodeBlobUnknown:   http.StatusNotFound,
	wire.CodeBlobBad:       http.StatusBadRequest,
	wire.CodeOutOfScope:    http.StatusForbidden,
	wire.CodeUnfinished:    http.StatusTooManyRequests,
}

// answer writes what a handler returns.
func (s *server) answer(h handle) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		deadlines := http.NewResponseController(w)
		deadlines.SetReadDeadline(time.Now().Add(readTime))
		deadlines.SetWriteDeadline(time.Now().Add(readTime + writeTime))
		message, err := h(w, r)
		if err != nil {
			s.fail(w, r, err)
			return
		}
		body, err := trust.Encode(message)
		if err != nil {
			s.fail(w, r, err)
			return
		}
		w.Header().Set("Content-Type", wire.ContentType)
		w.Write(body)
	}
}

// fail writes an error. What is not meant for a station is logged and
// answered as internal.
func (s *server) fail(w http.ResponseWriter, r *http.Request, err error) {
	var refusal *wire.Error
	if !errors.As(err, &refusal) {
		if r.Context().Err() == nil {
			s.Log.Error("request failed", "path", r.URL.Path, "err", err)
		}
		refusal = &wire.Error{Code: wire.CodeInternal, Text: "the center failed"}
	}
	status := statuses[refusal.Code]
	if status == 0 {
		status = http.StatusInternalServerError
	}
	w.Header().Set("Content-Type", wire.ContentType)
	w.WriteHeader(status)
	w.Write(trust.MustEncode(refusal))
}

type callerKeyType struct{}

// caller is the station that a request was admitted for.
type caller struct {
	station uuid.UUID
	removed bool // it may hand in its work and nothing more
}

// callerOf returns the station that a request was admitted for.
func callerOf(r *http.Request) uuid.UUID {
	c, _ := r.Context().Value(callerKeyType{}).(caller)
	return c.station
}

// removedCaller reports whether the station of a request was removed.
func removedCaller(r *http.Request) bool {
	c, _ := r.Context().Value(callerKeyType{}).(caller)
	return c.removed
}

// forStations admits enrolled stations only.
func (s *server) forStations(h handle) handle {
	return s.forAll(func(w http.ResponseWriter, r *http.Request) (any, error) {
		if removedCaller(r) {
			return nil, fmt.Errorf("admit station %s: %w", callerOf(r), wire.ErrRevoked)
		}
		return h(w, r)
	})
}

// forAll admits enrolled stations, those that were removed too.
func (s *server) forAll(h handle) handle {
	return func(w http.ResponseWriter, r *http.Request) (any, error) {
		c, err := s.admit(r)
		if err != nil {
			return nil, err
		}
		return h(w, r.WithContext(context.WithValue(r.Context(), callerKeyType{}, c)))
	}
}

// admit returns the station whose certificate a request came with.
func (s *server) admit(r *http.Request) (caller, error) {
	if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 || len(r.TLS.PeerCertificates) == 0 {
		return caller{}, wire.ErrNoCertificate
	}
	leaf := r.TLS.PeerCertificates[0]
	id, err := uuid.Parse(leaf.Subject.CommonName)
	if err != nil {
		return caller{}, wire.ErrNoCertificate
	}
	if err := s.known(r.Context(), id, leaf); err != nil {
		return caller{}, err
	}
	err = s.active(r.Context(), id)
	if errors.Is(err, wire.ErrRevoked) {
		return caller{station: id, removed: true}, nil
	}
	return caller{station: id}, err
}

// known checks the key of a station. One that only its certificate knows was
// enrolled after the backup that this log was restored from: it is a station
// all the same, and has work that the log lacks.
func (s *server) known(ctx context.Context, id uuid.UUID, leaf *x509.Certificate) error {
	key := sha256.Sum256(leaf.RawSubjectPublicKeyInfo)
	station, err := s.log.FindStation(ctx, id)
	if err != nil {
		return err
	}
	if station == nil {
		s.Log.Info("station is known by its certificate only", "station", id)
		return s.log.AddStation(ctx, logbook.Station{ID: id, Key: key[:], At: s.Now().UnixMilli()})
	}
	if subtle.ConstantTimeCompare(station.Key, key[:]) != 1 {
		return wire.ErrNoCertificate
	}
	return nil
}

// active refuses a station that was removed as of now.
func (s *server) active(ctx context.Context, id uuid.UUID) error {
	directory, err := s.loadDirectory(ctx)
	if err != nil {
		return err
	}
	return s.activeIn(ctx, directory, id)
}

// activeIn refuses a station that the directory removed or the center's
// keeper revoked.
func (s *server) activeIn(ctx context.Context, d *directory, id uuid.UUID) error {
	station := d.Stations[id]
	removed := station != nil && station.Removed
	if !removed {
		var err error
		if removed, err = s.isRevoked(ctx, id); err != nil {
			return err
		}
	}
	if removed {
		return fmt.Errorf("admit station %s: %w", id, wire.ErrRevoked)
	}
	return nil
}
