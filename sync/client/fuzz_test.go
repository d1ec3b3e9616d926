package client_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"testing"
	"time"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
	"yorisoi/store/trust"
	"yorisoi/sync/client"
	"yorisoi/sync/wire"
	"yorisoi/sync/wire/wiretest"
)

// paths are what a station asks in a round, for the fuzzer to choose from.
var paths = []string{
	wire.PathStatus, wire.PathPush, wire.PathChanges, wire.PathDigests, wire.PathHeads, wire.PathHeld, wire.PathBlobs, wire.PathBlob,
}

// puppet answers as a center with an empty log does, but at one path with
// whatever it was given.
type puppet struct {
	identity *trust.Identity
	log      uuid.UUID
	path     string
	kind     string
	status   int
	says     []byte
	blobs    []wire.BlobState
}

func (p *puppet) RoundTrip(r *http.Request) (*http.Response, error) {
	resp := &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, Request: r}
	kind, body := p.answer(r)
	if r.URL.Path == p.path {
		resp.StatusCode, kind, body = p.status, p.kind, p.says
	}
	resp.Header.Set("Content-Type", kind)
	resp.Body = io.NopCloser(bytes.NewReader(body))
	return resp, nil
}

func (p *puppet) answer(r *http.Request) (kind string, body []byte) {
	switch r.URL.Path {
	case wire.PathStatus:
		return wire.ContentType, trust.MustEncode(wire.Status{Center: p.identity.ID(), LogID: p.log})
	case wire.PathChanges, wire.PathHeld:
		return wire.SequenceType, trust.MustEncode(wire.ChangesHead{LogID: p.log})
	case wire.PathDigests:
		digests := make([]ledger.Hash, ledger.Buckets)
		digests[7] = ledger.Hash{1} // so that heads are asked for
		return wire.ContentType, trust.MustEncode(digests)
	case wire.PathHeads:
		return wire.ContentType, trust.MustEncode([]ledger.CaseHead{})
	case wire.PathPush:
		return wire.ContentType, trust.MustEncode(wire.Error{Code: wire.CodeInternal})
	case wire.PathBlobs:
		return wire.ContentType, trust.MustEncode(p.blobs)
	}
	return wire.ContentType, trust.MustEncode(wire.Error{Code: wire.CodeNotFound})
}

// FuzzAnswers gives a station anything as the center's answer at any path:
// nothing crashes or hangs, its work and its attachments stay unsent, the
// errors are those that people are told, and nothing is believed.
func FuzzAnswers(f *testing.F) {
	identity := wiretest.Person(f)
	office := wiretest.NewOffice(f, identity.ID())
	log, machine := uuid.New(), uuid.New()
	founding := office.Desk(machine).Found()
	manifest, chunks := sealedBlob(uuid.NewSHA1(log, []byte("case")), 1, 2)
	lie := ledger.BlobReceipt{Case: manifest.Case, Blob: manifest.ID(), Sig: make([]byte, 64)}
	wanted := manifest.ID()
	seeds := map[string][]any{
		wire.PathStatus:  {wire.Status{Center: identity.ID(), LogID: log, Head: 1 << 62}, &wire.Error{Code: wire.CodeRevoked}},
		wire.PathPush:    {wire.PushAnswer{Receipts: ledger.Receipts{Items: []ledger.Receipt{{N: 1}}}, Refusals: []ledger.Refusal{{N: 1, Code: 25}}}},
		wire.PathChanges: {wire.ChangesHead{LogID: log, Total: 1 << 40}, wire.ChangesHead{LogID: log, Total: 2}},
		wire.PathHeld:    {wire.ChangesHead{LogID: log, Head: 3, Total: 1}},
		wire.PathDigests: {make([]ledger.Hash, 3), []ledger.Hash{}},
		wire.PathHeads:   {[]ledger.CaseHead{{Case: log, Station: log, N: 1 << 63}}},
		wire.PathBlobs: {
			[]wire.BlobState{{Blob: wanted, Known: true, Have: 1 << 62, Receipt: &lie}},
			[]wire.BlobState{{Blob: wanted, Known: true, Have: 1}}, []wire.BlobState{},
		},
		wire.PathBlob: {wire.BlobHead{Manifest: manifest.Encode(), From: 1 << 63, Total: 2}, wire.BlobState{Blob: wanted, Known: true}},
	}
	for i, path := range paths {
		for _, seed := range seeds[path] {
			for _, sequence := range []bool{false, true} {
				f.Add(uint8(i), sequence, true, trust.MustEncode(seed))
			}
		}
		f.Add(uint8(i), true, false, trust.MustEncode(wire.Error{Code: 6}))
	}
	stream := bytes.Join([][]byte{trust.MustEncode(wire.BlobHead{Manifest: manifest.Encode(), Total: 2}), trust.MustEncode(chunks[1])}, nil)
	f.Add(uint8(7), true, true, stream)
	f.Fuzz(func(t *testing.T, path uint8, sequence, ok bool, says []byte) {
		desk := office.Desk(machine)
		store, blobs := newMemory(t, desk), newShelf(t, identity.Public())
		store.save(office.Center, founding)
		p := &puppet{identity: identity, log: log, path: paths[int(path)%len(paths)], kind: wire.ContentType, status: http.StatusOK, says: says}
		if sequence {
			p.kind = wire.SequenceType
		}
		if !ok {
			p.status = http.StatusBadRequest
		}
		p.blobs = []wire.BlobState{{Blob: wanted, Known: true}}
		if p.path == wire.PathBlob && sequence {
			blobs.want(manifest.Case, wanted)
			p.blobs[0] = *whole(identity, manifest)
		} else {
			saved := *manifest
			blobs.blobs[wanted] = &shelved{kase: saved.Case, raw: saved.Encode(), manifest: &saved, chunks: chunks}
			blobs.order = append(blobs.order, wanted)
		}
		// The founding is not to stand in the way of what follows it.
		if p.path != wire.PathPush {
			store.refused[number{chain{office.Center, desk.ID}, 1}] = ledger.Refusal{N: 1}
		}
		engine := client.New(client.Config{
			Store: store, Blobs: blobs, HoldBox: &box{}, Via: p, Pending: store.pending,
			Endpoint: client.Endpoint{Address: "center:1", CenterPublic: identity.Public()},
		})
		hangs := time.AfterFunc(patience, func() { panic(fmt.Sprintf("a round at %s does not end for %x", p.path, says)) })
		defer hangs.Stop()
		err := engine.Round(context.Background())
		var refusal *wire.Error
		if err != nil && !errors.As(err, &refusal) && !errors.Is(err, client.ErrGarbage) && !errors.Is(err, client.ErrUnreachable) && !errors.Is(err, client.ErrWrongCenter) {
			t.Errorf("round: got %v", err)
		}
		if store.receipts != 0 || blobs.blobs[wanted].receipt != nil {
			t.Error("a receipt was believed that nobody signed")
		}
		if sequence && p.path == wire.PathBlob && blobs.has(wanted) && !bytes.Contains(says, chunks[0][:64]) {
			t.Error("an attachment is whole that did not come")
		}
	})
}

// whole is the state of a blob that a center has.
func whole(center *trust.Identity, m *ledger.Manifest) *wire.BlobState {
	receipt := &ledger.BlobReceipt{Case: m.Case, Blob: m.ID(), At: 1}
	receipt.Sign(center)
	return &wire.BlobState{Blob: m.ID(), Known: true, Have: uint64(len(m.Chunks)), Receipt: receipt}
}

// FuzzEndpoint reads anything as what a store kept of its center.
func FuzzEndpoint(f *testing.F) {
	f.Add([]byte{})
	f.Add(trust.MustEncode([]any{uint64(1), "10.1.2.3:8443", make([]byte, 32), [][]byte{{1}}, []byte{2}, wiretest.Person(f).Public()}))
	f.Fuzz(func(t *testing.T, b []byte) {
		e, err := client.DecodeEndpoint(b)
		if err != nil {
			return
		}
		again, err := e.Encode()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := client.DecodeEndpoint(again); err != nil {
			t.Errorf("what was encoded again cannot be read: %v", err)
		}
	})
}
