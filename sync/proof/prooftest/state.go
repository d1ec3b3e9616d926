package prooftest

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net/http"

	"yorisoi/store/ledger"
	"yorisoi/store/trust"
	"yorisoi/sync/client"
	"yorisoi/sync/wire"
)

// State asks the center for its digests and all its heads, the way any
// client of the protocol would.
func State(ctx context.Context, e client.Endpoint) ([]ledger.Hash, []ledger.CaseHead, error) {
	transport := transportTo(e)
	defer transport.CloseIdleConnections()
	var digests []ledger.Hash
	if err := get(ctx, transport, "https://"+e.Address+wire.PathDigests, &digests); err != nil {
		return nil, nil, err
	}
	var all []ledger.CaseHead
	for bucket := range ledger.Buckets {
		if digests[bucket] == (ledger.Hash{}) {
			continue
		}
		var heads []ledger.CaseHead
		if err := get(ctx, transport, fmt.Sprintf("https://%s%s?bucket=%d", e.Address, wire.PathHeads, bucket), &heads); err != nil {
			return nil, nil, err
		}
		all = append(all, heads...)
	}
	return digests, all, nil
}

// Digests asks the center for its digests alone.
func Digests(ctx context.Context, e client.Endpoint) (digests []ledger.Hash, err error) {
	transport := transportTo(e)
	defer transport.CloseIdleConnections()
	err = get(ctx, transport, "https://"+e.Address+wire.PathDigests, &digests)
	return digests, err
}

// transportTo carries a station's requests to its center and to no other.
func transportTo(e client.Endpoint) *http.Transport {
	var protocols http.Protocols
	protocols.SetHTTP2(true)
	return &http.Transport{ForceAttemptHTTP2: true, Protocols: &protocols, TLSClientConfig: &tls.Config{
		MinVersion: tls.VersionTLS13, ServerName: wire.ServerName, Certificates: []tls.Certificate{e.Certificate},
		InsecureSkipVerify: true, VerifyConnection: func(s tls.ConnectionState) error {
			for _, c := range s.PeerCertificates {
				if wire.PinOf(c) == e.Pin {
					return nil
				}
			}
			return errors.New("another center")
		},
	}}
}

func get(ctx context.Context, transport http.RoundTripper, url string, into any) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	answer, err := transport.RoundTrip(request)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	raw, err := io.ReadAll(answer.Body)
	if err != nil {
		return err
	}
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("get %s: %s", url, answer.Status)
	}
	return trust.Decode(raw, into)
}
