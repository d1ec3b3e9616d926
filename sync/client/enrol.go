package client

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
	"yorisoi/store/trust"
	"yorisoi/sync/wire"
)

// Enrolled is a station that the center has just made.
type Enrolled struct {
	Station  uuid.UUID
	Center   uuid.UUID
	Founder  uuid.UUID // zero: the center has no directory, this station founds it
	LogID    uuid.UUID
	Endpoint Endpoint
	Time     time.Time // the center's clock
}

// enrolTries is how often an enrolment whose answer was cut off is repeated;
// with the same key the center gives the same station again.
const enrolTries = 3

// Enrol makes this machine a station of the code's center. Errors:
// wire.ErrCodeUsed, wire.ErrCodeExpired, wire.ErrCodeUnknown,
// wire.ErrTooMany, ErrUnreachable, ErrWrongCenter, ErrGarbage.
func Enrol(ctx context.Context, code wire.Code, name, typ string) (Enrolled, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return Enrolled{}, fmt.Errorf("enrol: make key: %w", err)
	}
	csr, err := x509.CreateCertificateRequest(rand.Reader, &x509.CertificateRequest{Subject: pkix.Name{CommonName: name}}, key)
	if err != nil {
		return Enrolled{}, fmt.Errorf("enrol: ask for certificate: %w", err)
	}
	request := wire.EnrolRequest{Secret: code.Secret[:], CSR: csr, Name: name, Type: typ}
	answer, err := askEnrol(ctx, code, request)
	if err != nil {
		return Enrolled{}, fmt.Errorf("enrol: %w", err)
	}
	pkcs8, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return Enrolled{}, fmt.Errorf("enrol: %w", err)
	}
	own, err := certificate(answer.Chain, pkcs8)
	if err != nil || !key.PublicKey.Equal(own.Leaf.PublicKey) || own.Leaf.Subject.CommonName != answer.Station.String() || answer.Center.Check() != nil {
		return Enrolled{}, fmt.Errorf("enrol: certificate is not for this station: %w", ErrGarbage)
	}
	return Enrolled{
		Station: answer.Station, Center: answer.Center.ID, Founder: answer.Founder, LogID: answer.LogID,
		Endpoint: Endpoint{Address: code.Address, Pin: code.Pin, Certificate: own, CenterPublic: answer.Center},
		Time:     time.UnixMilli(answer.Time),
	}, nil
}

func askEnrol(ctx context.Context, code wire.Code, request wire.EnrolRequest) (wire.EnrolAnswer, error) {
	var answer wire.EnrolAnswer
	for try := 1; ; try++ {
		l := newLink(code.Address, tlsConfig(code.Pin, nil), Config{}.withDefaults().Dial)
		err := l.call(ctx, http.MethodPost, wire.PathEnrol, request, &answer)
		l.close()
		if err == nil || !errors.Is(err, ErrUnreachable) || neverThere(err) || try == enrolTries {
			return answer, err
		}
		select {
		case <-ctx.Done():
			return answer, err
		case <-time.After(time.Duration(try) * 300 * time.Millisecond):
		}
	}
}

// Invite asks the center for a code for one more station. The caller adds the
// center secret and the founder's fingerprint, which the center does not
// know, before it shows the code.
func Invite(ctx context.Context, e Endpoint) (wire.Code, time.Time, error) {
	l := newLink(e.Address, tlsConfig(e.Pin, &e.Certificate), Config{}.withDefaults().Dial)
	defer l.close()
	var invite wire.Invite
	if err := l.call(ctx, http.MethodPost, wire.PathInvites, nil, &invite); err != nil {
		return wire.Code{}, time.Time{}, fmt.Errorf("invite: %w", err)
	}
	if len(invite.Secret) != wire.SecretSize || len(invite.Pin) != len(wire.Pin{}) || wire.Pin(invite.Pin) != e.Pin {
		return wire.Code{}, time.Time{}, fmt.Errorf("invite: %w", ErrGarbage)
	}
	code := wire.Code{Address: invite.Address, Pin: e.Pin, Secret: [wire.SecretSize]byte(invite.Secret)}
	return code, time.UnixMilli(invite.Expires), nil
}

// FetchDirectory returns all changes of the directory, for a fresh station
// that must show the staff before anybody has signed in. The caller verifies
// them.
func FetchDirectory(ctx context.Context, e Endpoint, center uuid.UUID) ([]ledger.Logged, error) {
	l := newLink(e.Address, tlsConfig(e.Pin, &e.Certificate), Config{}.withDefaults().Dial)
	defer l.close()
	changes, err := l.fetchCase(ctx, center)
	if err != nil {
		return nil, fmt.Errorf("fetch directory: %w", err)
	}
	return changes, nil
}

// fetchCase returns all changes of one case.
func (l *link) fetchCase(ctx context.Context, kase uuid.UUID) ([]ledger.Logged, error) {
	stream, err := l.changes(ctx, wire.PathChanges, 0, kase)
	if err != nil {
		return nil, err
	}
	defer stream.close()
	var changes []ledger.Logged
	for {
		logged, err := stream.next()
		if errors.Is(err, io.EOF) {
			return changes, nil
		}
		if err != nil {
			return nil, err
		}
		changes = append(changes, logged)
	}
}

// checkReceipts verifies the center's signature over receipts.
func checkReceipts(r *ledger.Receipts, center trust.PublicIdentity) error {
	if err := r.Verify(center); err != nil {
		return fmt.Errorf("%w: %w", ErrGarbage, err)
	}
	return nil
}
