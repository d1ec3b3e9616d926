package center

import (
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"strconv"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
	"yorisoi/store/trust"
	"yorisoi/sync/center/logbook"
	"yorisoi/sync/wire"
)

// Limits of what is said about blobs.
const (
	maxManifest = 16 << 10 // bytes: ledger.MaxBlobChunks hashes and room for the rest
	maxAsk      = 64 << 10 // bytes of a question for wire.MaxBlobAsk blobs
)

// blobStates says what the center has of each blob that a station asks for.
func (s *server) blobStates(w http.ResponseWriter, r *http.Request) (any, error) {
	b, err := body(w, r, maxAsk)
	if err != nil {
		return nil, err
	}
	var names []wire.BlobName
	if err := trust.Decode(b, &names); err != nil {
		return nil, malformed(err)
	}
	if len(names) > wire.MaxBlobAsk {
		return nil, &wire.Error{Code: wire.CodeTooLarge, Text: fmt.Sprintf("more than %d blobs", wire.MaxBlobAsk)}
	}
	ids := make([]ledger.Hash, len(names))
	for i, name := range names {
		ids[i] = name.Blob
	}
	found, err := s.log.FindBlobs(r.Context(), ids)
	if err != nil {
		return nil, err
	}
	states := make([]wire.BlobState, len(names))
	for i, name := range names {
		blob, known := found[name.Blob]
		states[i] = s.blobState(name.Blob, blob, known && blob.Manifest.Case == name.Case)
	}
	return states, nil
}

// blobState is what the center says of one blob, with its receipt once it has
// the whole.
func (s *server) blobState(id ledger.Hash, blob logbook.Blob, known bool) wire.BlobState {
	state := wire.BlobState{Blob: id}
	if !known {
		return state
	}
	state.Known, state.Have = true, uint64(blob.Have)
	if blob.Whole() {
		state.Receipt = &ledger.BlobReceipt{Case: blob.Manifest.Case, Blob: id, At: blob.At}
		state.Receipt.Sign(s.keys.receipts)
	}
	return state
}

// announceBlob takes the manifest of a blob that will come.
func (s *server) announceBlob(w http.ResponseWriter, r *http.Request) (any, error) {
	raw, err := body(w, r, maxManifest)
	if err != nil {
		return nil, err
	}
	manifest, err := ledger.DecodeManifest(raw)
	if err != nil {
		return nil, &wire.Error{Code: wire.CodeBlobBad, Text: err.Error()}
	}
	id, ctx := manifest.ID(), r.Context()
	found, err := s.log.FindBlobs(ctx, []ledger.Hash{id})
	if err != nil {
		return nil, err
	}
	if blob, known := found[id]; known {
		return s.blobState(id, blob, true), nil
	}
	err = s.begun.announce(ctx, s.log, s.Limits, s.Now().UnixMilli(), callerOf(r), manifest)
	if errors.Is(err, wire.ErrUnfinished) {
		s.live.metrics.turned("blobs")
		w.Header().Set("Retry-After", strconv.Itoa(int(begunRetry.Seconds())))
	}
	if err != nil {
		return nil, err
	}
	return s.blobState(id, logbook.Blob{Manifest: manifest}, true), nil
}

// blobQuery reads case and id of a request for a blob.
func blobQuery(r *http.Request) (name wire.BlobName, err error) {
	values := r.URL.Query()
	if name.Case, err = uuid.Parse(values.Get("case")); err != nil {
		return name, malformed(errors.New("case is not a UUID"))
	}
	id, err := hex.DecodeString(values.Get("id"))
	if err != nil || len(id) != len(name.Blob) {
		return name, malformed(errors.New("id is not a hash in hexadecimal"))
	}
	name.Blob = ledger.Hash(id)
	return name, nil
}

// chunkNumber reads the number of a chunk, counted from 0.
func chunkNumber(r *http.Request, name string) (int, error) {
	text := r.URL.Query().Get(name)
	if text == "" && name == "from" {
		return 0, nil
	}
	n, err := strconv.ParseUint(text, 10, 16)
	if err != nil || n > ledger.MaxBlobChunks {
		return 0, malformed(fmt.Errorf("%s is not the number of a chunk", name))
	}
	return int(n), nil
}

// findBlob returns a blob that the center has heard of, as of this case.
func (s *server) findBlob(r *http.Request, name wire.BlobName) (logbook.Blob, error) {
	found, err := s.log.FindBlobs(r.Context(), []ledger.Hash{name.Blob})
	if err != nil {
		return logbook.Blob{}, err
	}
	blob, known := found[name.Blob]
	if !known || blob.Manifest.Case != name.Case {
		return logbook.Blob{}, &wire.Error{Code: wire.CodeBlobUnknown, Text: "no manifest of this blob"}
	}
	return blob, nil
}

// takeChunk keeps one chunk of an announced blob.
func (s *server) takeChunk(w http.ResponseWriter, r *http.Request) (any, error) {
	name, err := blobQuery(r)
	if err != nil {
		return nil, err
	}
	n, err := chunkNumber(r, "n")
	if err != nil {
		return nil, err
	}
	blob, err := s.findBlob(r, name)
	if err != nil {
		return nil, err
	}
	release, err := turn(r, s.chunks)
	if err != nil {
		return nil, err
	}
	defer release()
	chunk, err := body(w, r, ledger.MaxChunk)
	if err != nil {
		return nil, err
	}
	if err := blob.Manifest.Check(n, chunk); err != nil {
		return nil, &wire.Error{Code: wire.CodeBlobBad, Text: err.Error()}
	}
	err = s.log.AddChunk(r.Context(), name.Blob, n, chunk)
	if errors.Is(err, logbook.ErrNoBlob) { // given up while the chunk came
		return nil, &wire.Error{Code: wire.CodeBlobUnknown, Text: "no manifest of this blob"}
	}
	if err != nil {
		return nil, err
	}
	if blob, err = s.findBlob(r, name); err != nil {
		return nil, err
	}
	return s.blobState(name.Blob, blob, true), nil
}

// sendBlob streams the chunks of a whole blob, one in memory at a time.
func (s *server) sendBlob(out *sender, r *http.Request) error {
	name, err := blobQuery(r)
	if err != nil {
		return err
	}
	from, err := chunkNumber(r, "from")
	if err != nil {
		return err
	}
	scope, err := s.scopeOf(r.Context(), callerOf(r))
	if err != nil {
		return err
	}
	if hidden(scope, name.Case) { // as if the center had never heard of it
		return &wire.Error{Code: wire.CodeBlobUnknown, Text: "no manifest of this blob"}
	}
	if !scope.Has(name.Case) {
		return outOfScope(name.Case)
	}
	blob, err := s.findBlob(r, name)
	if err != nil {
		return err
	}
	chunks := len(blob.Manifest.Chunks)
	switch {
	case !blob.Whole():
		return &wire.Error{Code: wire.CodeBlobUnknown, Text: "not all of this blob is here"}
	case from > chunks:
		return malformed(errors.New("from is beyond the last chunk"))
	}
	if err := out.send(wire.BlobHead{Manifest: blob.Manifest.Encode(), From: uint64(from), Total: uint64(chunks - from)}); err != nil {
		return err
	}
	for n := from; n < chunks; n++ {
		if err := s.sendChunk(out, r, name.Blob, n); err != nil {
			return err
		}
	}
	return nil
}

func (s *server) sendChunk(out *sender, r *http.Request, blob ledger.Hash, n int) error {
	if err := s.mayGoOn(r); err != nil {
		return err
	}
	chunk, err := s.log.Chunk(r.Context(), blob, n)
	if err != nil {
		return err
	}
	if err := out.patience(); err != nil {
		return err
	}
	return out.send(chunk)
}
