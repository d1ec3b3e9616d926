package proof_test

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"testing"

	"yorisoi/store/ledger"
	"yorisoi/store/trust"
	"yorisoi/sync/client"
	"yorisoi/sync/wire"
)

// freeAddress is an address on loopback that nobody listens on.
func freeAddress(tb testing.TB) string {
	tb.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		tb.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// invite makes an enrolment code with the center's command.
func (c *centerProcess) invite(args ...string) string {
	c.tb.Helper()
	out := c.run(append([]string{"invite", c.dir}, args...)...)
	for line := range strings.Lines(out) {
		if _, err := wire.ParseCode(line); err == nil {
			return strings.TrimSpace(line)
		}
	}
	c.tb.Fatalf("no code in what invite printed: %s", out)
	return ""
}

// centerState asks the center for its digests and all its heads, the way any
// client of the protocol would.
func centerState(ctx context.Context, e client.Endpoint) ([]ledger.Hash, []ledger.CaseHead, error) {
	var protocols http.Protocols
	protocols.SetHTTP2(true)
	transport := &http.Transport{ForceAttemptHTTP2: true, Protocols: &protocols, TLSClientConfig: &tls.Config{
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

// agree waits until stations and center have the same vectors and heads, with
// nothing unsent and nothing held back anywhere.
func agree(tb testing.TB, stations ...*process) {
	tb.Helper()
	eventually(tb, "stations and center agree", func() bool {
		center := stations[0].try(deed{Do: "center"})
		if center.Err != "" || len(center.Heads) == 0 {
			return false
		}
		for _, p := range stations {
			s := p.do(deed{Do: "state"})
			if s.Unsent != 0 || len(s.Held) != 0 || !slices.Equal(s.Digests, center.Digests) || !slices.Equal(s.Heads, center.Heads) {
				return false
			}
		}
		return true
	})
}
