package center

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
	"yorisoi/store/trust"
	"yorisoi/sync/center/logbook"
	"yorisoi/sync/wire"
)

func malformed(err error) error {
	return &wire.Error{Code: wire.CodeMalformed, Text: err.Error()}
}

// body reads the whole body of a request.
func body(w http.ResponseWriter, r *http.Request, most int64) ([]byte, error) {
	b, err := io.ReadAll(http.MaxBytesReader(w, r.Body, most))
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		return nil, &wire.Error{Code: wire.CodeTooLarge, Text: fmt.Sprintf("more than %d bytes", most)}
	}
	if err != nil {
		return nil, malformed(err)
	}
	return b, nil
}

// enrol makes the caller a station, if it has an unused secret.
func (s *server) enrol(w http.ResponseWriter, r *http.Request) (any, error) {
	host, _, _ := net.SplitHostPort(r.RemoteAddr)
	if !s.enrols.allow(host, s.Now()) {
		w.Header().Set("Retry-After", strconv.Itoa(int(enrolEvery.Seconds())))
		return nil, wire.ErrTooMany
	}
	b, err := body(w, r, 64<<10)
	if err != nil {
		return nil, err
	}
	var request wire.EnrolRequest
	if err := trust.Decode(b, &request); err != nil {
		return nil, malformed(err)
	}
	if request.Type != ledger.StationOffice && request.Type != ledger.StationLaptop || len(request.Name) > 200 {
		return nil, malformed(errors.New("type or name of station"))
	}
	public, spki, err := stationKey(request.CSR)
	if err != nil {
		return nil, malformed(err)
	}
	id, err := uuid.NewRandomFromReader(s.Rand)
	if err != nil {
		return nil, err
	}
	hash, key := sha256.Sum256(request.Secret), sha256.Sum256(spki)
	station, err := s.log.UseInvite(r.Context(), hash[:], logbook.Station{
		ID: id, Name: request.Name, Type: request.Type, Key: key[:], At: s.Now().UnixMilli(),
	})
	if err != nil {
		return nil, inviteError(err)
	}
	s.enrols.refund(host)
	s.Log.Info("station enrolled", "station", station.ID, "type", station.Type)
	certificate, err := s.keys.stationCertificate(station.ID, public)
	if err != nil {
		return nil, err
	}
	founder, err := s.log.Founder(r.Context())
	if err != nil {
		return nil, err
	}
	return wire.EnrolAnswer{
		Station: station.ID, Chain: [][]byte{certificate, s.keys.ca.Raw}, Center: s.keys.receipts.Public(),
		Founder: founder, LogID: s.log.ID(), Time: s.Now().UnixMilli(),
	}, nil
}

func inviteError(err error) error {
	switch {
	case errors.Is(err, logbook.ErrInviteUnknown):
		return wire.ErrCodeUnknown
	case errors.Is(err, logbook.ErrInviteUsed):
		return wire.ErrCodeUsed
	case errors.Is(err, logbook.ErrInviteExpired):
		return wire.ErrCodeExpired
	}
	return err
}

func (s *server) status(_ http.ResponseWriter, r *http.Request) (any, error) {
	founder, err := s.log.Founder(r.Context())
	if err != nil {
		return nil, err
	}
	head, err := s.log.Head(r.Context())
	if err != nil {
		return nil, err
	}
	if head, err = s.logEnd(r.Context(), callerOf(r), head); err != nil {
		return nil, err
	}
	return wire.Status{Center: s.ID(), LogID: s.log.ID(), Time: s.Now().UnixMilli(), Head: head, Founder: founder}, nil
}

// turn waits for one of the tokens, of which there are so many that a hundred
// stations that come back at once do not fill the memory.
func turn(r *http.Request, tokens chan struct{}) (release func(), err error) {
	select {
	case tokens <- struct{}{}:
		return func() { <-tokens }, nil
	case <-r.Context().Done():
		return nil, r.Context().Err()
	}
}

// receive takes a push. A large one waits for its turn.
func (s *server) receive(w http.ResponseWriter, r *http.Request) (any, error) {
	if r.ContentLength < 0 || r.ContentLength > largePush {
		release, err := turn(r, s.pushes)
		if err != nil {
			return nil, err
		}
		defer release()
	}
	b, err := body(w, r, wire.MaxPushBytes)
	if err != nil {
		return nil, err
	}
	raws, err := wire.SplitSequence(b)
	if err != nil {
		return nil, malformed(err)
	}
	if len(raws) > wire.MaxPushChanges {
		return nil, &wire.Error{Code: wire.CodeTooLarge, Text: fmt.Sprintf("more than %d changes", wire.MaxPushChanges)}
	}
	answer, err := s.pushFrom(r.Context(), raws, caller{station: callerOf(r), removed: removedCaller(r)})
	if err != nil {
		return nil, err
	}
	s.live.metrics.answered(answer)
	s.Log.Debug("push", "station", callerOf(r), "changes", len(raws), "refused", len(answer.Refusals), "head", answer.Head)
	return answer, nil
}

func (s *server) inviteStation(_ http.ResponseWriter, r *http.Request) (any, error) {
	code, until, err := s.invite(r.Context(), callerOf(r), "", DefaultExpires)
	if err != nil {
		return nil, err
	}
	return wire.Invite{Secret: code.Secret[:], Address: code.Address, Pin: code.Pin[:], Expires: until.UnixMilli()}, nil
}
