package sim_test

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net/http"

	"bytes"

	"yorisoi/store/ledger"
	"yorisoi/store/trust"
	"yorisoi/sync/wire"
)

// ask sends one message to a center and reads one, without any trouble.
func ask(ctx context.Context, center http.Handler, from *x509.Certificate, method, path string, body []byte, into any) error {
	l := &letter{method: method, url: "https://" + address + path, header: http.Header{"Content-Type": {wire.ContentType}}, body: body, from: from}
	a, err := l.deliver(ctx, center, -1)
	if err != nil {
		return err
	}
	if a.status != http.StatusOK {
		return fmt.Errorf("ask for %s: status %d", path, a.status)
	}
	return trust.Decode(a.body, into)
}

// fetch reads a sequence of changes from a center, without any trouble.
func fetch(ctx context.Context, center http.Handler, from *x509.Certificate, path string) ([]ledger.Logged, error) {
	l := &letter{method: http.MethodGet, url: "https://" + address + path, header: http.Header{}, from: from}
	a, err := l.deliver(ctx, center, -1)
	if err != nil {
		return nil, err
	}
	if a.status != http.StatusOK || a.cut {
		return nil, fmt.Errorf("fetch %s: status %d", path, a.status)
	}
	r := wire.NewReader(bytes.NewReader(a.body))
	var head wire.ChangesHead
	if err := r.Next(&head); err != nil {
		return nil, err
	}
	var out []ledger.Logged
	for {
		var one ledger.Logged
		err := r.Next(&one)
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			return nil, err
		}
		out = append(out, one)
	}
}
