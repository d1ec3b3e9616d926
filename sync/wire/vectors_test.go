package wire_test

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"flag"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"yorisoi/store/ledger"
	"yorisoi/store/trust"
	"yorisoi/sync/wire"
)

var update = flag.Bool("update", false, "write testdata/vectors.json anew")

const vectorFile = "testdata/vectors.json"

// vectors are what an implementer checks their own bytes against. All byte
// strings are hexadecimal.
type vectors struct {
	Code struct {
		Address, Pin, Secret, CenterSecret, Founder, Payload, Compact, Text string
	}
	Author struct{ Seed, ID, Sign string }
	Center struct{ Seed, ID, Sign string }
	Change struct{ KeyID, KeySecret, Nonce, Plain, Signed, Raw, Hash string }
	Grant  struct{ Raw string }
	Push   struct{ Request, Receipts, Signed, Answer string }
	Stream struct{ ChangesHead, Logged, Notice string }
	Heads  struct{ Case, Heads, Digest string }
	Error  struct{ Raw string }
	Bucket int

	Carriage struct{ Office, Book, Charge, Body, Raw, Hash string }
	Blob     struct{ Manifest, ID, Names, States, Signed, Head string }
}

// counting is a source of bytes that are easy to check by hand.
type counting byte

func (c *counting) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = byte(*c)
		*c++
	}
	return len(p), nil
}

func identity(t *testing.T, seed byte, id string) *trust.Identity {
	t.Helper()
	i, err := trust.NewIdentity(bytes.NewReader(bytes.Repeat([]byte{seed}, 32)), uuid.MustParse(id))
	if err != nil {
		t.Fatal(err)
	}
	return i
}

func makeVectors(t *testing.T) (v vectors) {
	t.Helper()
	center := identity(t, 1, "01920000-0000-4000-8000-00000000c001")
	author := identity(t, 2, "01920000-0000-4000-8000-00000000a001")
	v.Center.Seed, v.Center.ID, v.Center.Sign = hex.EncodeToString(bytes.Repeat([]byte{1}, 32)), center.ID().String(), hex.EncodeToString(center.Public().Sign)
	v.Author.Seed, v.Author.ID, v.Author.Sign = hex.EncodeToString(bytes.Repeat([]byte{2}, 32)), author.ID().String(), hex.EncodeToString(author.Public().Sign)
	v.code(t, author)
	raw := v.change(t, author)
	v.grant(t, author)
	v.messages(t, center, raw)
	v.carriage(t, center, author)
	v.blob(center)
	return v
}

func (v *vectors) code(t *testing.T, founder *trust.Identity) {
	code := wire.Code{Address: "10.1.2.3:8443", CenterSecret: bytes.Repeat([]byte{0xcc}, 16), Founder: wire.FingerprintOf(founder.Public())}
	copy(code.Pin[:], bytes.Repeat([]byte{0xaa}, 32))
	copy(code.Secret[:], bytes.Repeat([]byte{0xbb}, 16))
	text, err := code.Text()
	if err != nil {
		t.Fatal(err)
	}
	compact, err := code.Compact()
	if err != nil {
		t.Fatal(err)
	}
	payload := append([]byte{3}, code.Pin[:]...)
	payload = append(append(append(payload, code.Secret[:]...), code.CenterSecret...), code.Founder[:]...)
	payload = append(payload, code.Address...)
	v.Code.Address, v.Code.Pin, v.Code.Secret = code.Address, hex.EncodeToString(code.Pin[:]), hex.EncodeToString(code.Secret[:])
	v.Code.CenterSecret, v.Code.Founder = hex.EncodeToString(code.CenterSecret), hex.EncodeToString(code.Founder[:])
	v.Code.Payload, v.Code.Compact, v.Code.Text = hex.EncodeToString(payload), compact, text
}

var (
	vectorCase    = uuid.MustParse("01920000-0000-7000-8000-00000000f001")
	vectorStation = uuid.MustParse("01920000-0000-4000-8000-00000000d001")
	vectorOther   = uuid.MustParse("01920000-0000-4000-8000-00000000d002")
	vectorTime    = time.Date(2026, 11, 22, 1, 34, 0, 0, time.UTC)
)

func (v *vectors) change(t *testing.T, author *trust.Identity) []byte {
	t.Helper()
	secret := bytes.Repeat([]byte{0x55}, 32)
	key, err := trust.KeyFromSecret(uuid.MustParse("01920000-0000-4000-8000-00000000e001"), secret)
	if err != nil {
		t.Fatal(err)
	}
	edit := &ledger.Edit{Record: uuid.MustParse("01920000-0000-7000-8000-00000000b001"), Kind: "family", Form: "1", Set: map[string]any{"phone": "042-000-3311"}}
	change := &ledger.Change{Case: vectorCase, Station: vectorStation, At: ledger.TimeOf(vectorTime)}
	ledger.Head{}.Follow(change, ledger.Vector{vectorOther: 7})
	if err := change.SealBody(new(counting), key, edit); err != nil {
		t.Fatal(err)
	}
	change.Sign(author)
	unsigned := *change
	unsigned.Sig = nil
	raw := change.Encode()
	hash := ledger.HashOf(raw)
	v.Change.KeyID, v.Change.KeySecret, v.Change.Nonce = key.ID.String(), hex.EncodeToString(secret), hex.EncodeToString(change.Body[:24])
	v.Change.Plain = hex.EncodeToString(trust.MustEncode(edit))
	v.Change.Signed = hex.EncodeToString(append([]byte("yorisoi/v1 change\x00"), trust.MustEncode(&unsigned)...))
	v.Change.Raw, v.Change.Hash = hex.EncodeToString(raw), hex.EncodeToString(hash[:])
	return raw
}

func (v *vectors) grant(t *testing.T, author *trust.Identity) {
	t.Helper()
	change := &ledger.Change{Case: vectorCase, Station: vectorOther, At: ledger.TimeOf(vectorTime)}
	ledger.Head{}.Follow(change, nil)
	grant := &trust.Grant{Of: vectorCase, Key: uuid.MustParse(v.Change.KeyID), Reader: author.ID(), Wrapped: []byte{1, 2, 3}}
	if err := change.ShowBody(&ledger.Edit{Record: vectorCase, Kind: ledger.KindGrant, Grant: grant}); err != nil {
		t.Fatal(err)
	}
	change.Sign(author)
	v.Grant.Raw = hex.EncodeToString(change.Encode())
}

func (v *vectors) messages(t *testing.T, center *trust.Identity, raw []byte) {
	t.Helper()
	show := func(m any) string { return hex.EncodeToString(trust.MustEncode(m)) }
	hash := ledger.HashOf(raw)
	taken := vectorTime.Add(time.Minute).UnixMilli()
	answer := wire.PushAnswer{Head: 42, Refusals: []ledger.Refusal{
		{Case: vectorCase, Station: vectorStation, N: 3, Code: uint64(wire.CodeGap), Text: "a change before it is missing"},
	}}
	answer.Receipts.Items = []ledger.Receipt{{Case: vectorCase, Station: vectorStation, N: 1, Hash: hash, Seq: 42, At: taken}}
	answer.Receipts.Sign(center)
	v.Push.Request, v.Push.Receipts, v.Push.Answer = hex.EncodeToString(raw), show(answer.Receipts), show(answer)
	v.Push.Signed = hex.EncodeToString(append([]byte("yorisoi/v1 receipts\x00"), trust.MustEncode(answer.Receipts.Items)...))
	v.Stream.ChangesHead = show(wire.ChangesHead{LogID: uuid.MustParse("01920000-0000-4000-8000-000000001001"), Head: 42, Total: 1})
	v.Stream.Logged = show(ledger.Logged{Seq: 42, At: taken, Raw: raw})
	v.Stream.Notice = show(wire.Notice{Seq: 42})
	heads := []ledger.CaseHead{{Case: vectorCase, Station: vectorStation, N: 1, Hash: hash}}
	digest := ledger.DigestHeads(heads)
	v.Heads.Case, v.Heads.Heads, v.Heads.Digest = vectorCase.String(), show(heads), hex.EncodeToString(digest[:])
	v.Bucket = ledger.BucketOf(vectorCase)
	v.Error.Raw = show(wire.ErrCodeUsed)
}

// carriage lends the vectors' case to their station for the working day.
func (v *vectors) carriage(t *testing.T, center, author *trust.Identity) {
	t.Helper()
	book := ledger.CarriageOf(center.ID())
	edit := &ledger.Edit{
		Record: uuid.MustParse("01920000-0000-7000-8000-00000000b002"), Kind: ledger.KindCarry, Form: "1",
		Set: map[string]any{
			ledger.FieldCase: vectorCase.String(), ledger.FieldStation: vectorStation.String(),
			ledger.FieldStaff: author.ID().String(), ledger.FieldUntil: "2026-11-22T18:00:00+09:00",
		},
	}
	change := &ledger.Change{Case: book, Station: vectorStation, At: ledger.TimeOf(vectorTime)}
	ledger.Head{}.Follow(change, nil)
	if err := change.ShowBody(edit); err != nil {
		t.Fatal(err)
	}
	change.Sign(author)
	raw := change.Encode()
	hash := ledger.HashOf(raw)
	v.Carriage.Office, v.Carriage.Book = ledger.OfficeOf(center.ID()).String(), book.String()
	v.Carriage.Charge, v.Carriage.Body = ledger.ChargeOf(vectorCase).String(), hex.EncodeToString(change.Body)
	v.Carriage.Raw, v.Carriage.Hash = hex.EncodeToString(raw), hex.EncodeToString(hash[:])
}

// blob is of one chunk, 4,112 times the byte 77.
func (v *vectors) blob(center *trust.Identity) {
	show := func(m any) string { return hex.EncodeToString(trust.MustEncode(m)) }
	chunk := bytes.Repeat([]byte{0x77}, 4<<10+16)
	m := &ledger.Manifest{Case: vectorCase, Key: uuid.MustParse(v.Change.KeyID), Size: uint64(len(chunk)), Chunks: []ledger.Hash{ledger.HashOf(chunk)}}
	copy(m.Content[:], bytes.Repeat([]byte{0x88}, 32))
	id := m.ID()
	receipt := &ledger.BlobReceipt{Case: vectorCase, Blob: id, At: vectorTime.Add(time.Minute).UnixMilli()}
	receipt.Sign(center)
	unsigned := *receipt
	unsigned.Sig = nil
	v.Blob.Manifest, v.Blob.ID = show(m), hex.EncodeToString(id[:])
	v.Blob.Names = show([]wire.BlobName{{Case: vectorCase, Blob: id}})
	v.Blob.States = show([]wire.BlobState{{Blob: id, Known: true, Have: 1, Receipt: receipt}})
	v.Blob.Signed = hex.EncodeToString(append([]byte("yorisoi/v1 blob receipt\x00"), trust.MustEncode(&unsigned)...))
	v.Blob.Head = show(wire.BlobHead{Manifest: m.Encode(), Total: 1})
}

func TestVectors(t *testing.T) {
	got, err := json.MarshalIndent(makeVectors(t), "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	got = append(got, '\n')
	if *update {
		if err := os.WriteFile(vectorFile, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(vectorFile)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("bytes of the protocol have changed:\n got %s\nwant %s", got, want)
	}
}

// TestVectorsCanBeRead reads the file as a stranger's bytes.
func TestVectorsCanBeRead(t *testing.T) {
	var v vectors
	file, err := os.ReadFile(vectorFile)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(file, &v); err != nil {
		t.Fatal(err)
	}
	unhex := func(s string) []byte {
		b, err := hex.DecodeString(s)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	change, err := ledger.Decode(unhex(v.Change.Raw))
	if err != nil {
		t.Fatal(err)
	}
	author := trust.PublicIdentity{ID: uuid.MustParse(v.Author.ID), Sign: unhex(v.Author.Sign)}
	if err := change.Verify(author); err != nil {
		t.Error(err)
	}
	key, err := trust.KeyFromSecret(uuid.MustParse(v.Change.KeyID), unhex(v.Change.KeySecret))
	if err != nil {
		t.Fatal(err)
	}
	edit, err := change.OpenBody(key)
	if err != nil || edit.Set["phone"] != "042-000-3311" {
		t.Errorf("body: got %+v, %v", edit, err)
	}
	var answer wire.PushAnswer
	if err := trust.DecodeCanonical(unhex(v.Push.Answer), &answer); err != nil {
		t.Fatal(err)
	}
	center := trust.PublicIdentity{ID: uuid.MustParse(v.Center.ID), Sign: unhex(v.Center.Sign)}
	if err := answer.Receipts.Verify(center); err != nil {
		t.Error(err)
	}
	var states []wire.BlobState
	if err := trust.DecodeCanonical(unhex(v.Blob.States), &states); err != nil {
		t.Fatal(err)
	}
	if err := states[0].Receipt.Verify(center); err != nil {
		t.Error(err)
	}
	manifest, err := ledger.DecodeManifest(unhex(v.Blob.Manifest))
	if err != nil || manifest.Check(0, bytes.Repeat([]byte{0x77}, 4<<10+16)) != nil || manifest.ID() != states[0].Blob {
		t.Errorf("manifest: got %+v, %v", manifest, err)
	}
	carried, err := ledger.Decode(unhex(v.Carriage.Raw))
	if err != nil {
		t.Fatal(err)
	}
	if err := carried.Verify(author); err != nil || carried.Sealed() || carried.Case.String() != v.Carriage.Book {
		t.Errorf("carriage: got %+v, %v", carried, err)
	}
	code, err := wire.ParseCode(v.Code.Text)
	if err != nil || code.Address != v.Code.Address || hex.EncodeToString(code.Secret[:]) != v.Code.Secret {
		t.Errorf("code: got %+v, %v", code, err)
	}
}

// TestProtocolShowsVectors keeps the examples of PROTOCOL.md true.
func TestProtocolShowsVectors(t *testing.T) {
	page, err := os.ReadFile("PROTOCOL.md")
	if err != nil {
		t.Fatal(err)
	}
	words := strings.Join(strings.Fields(string(page)), "")
	v := makeVectors(t)
	for name, want := range map[string]string{
		"Code.Payload": v.Code.Payload, "Code.Text": v.Code.Text, "Change.Raw": v.Change.Raw, "Change.Hash": v.Change.Hash,
		"Push.Receipts": v.Push.Receipts, "Notice": v.Stream.Notice, "Error": v.Error.Raw, "Digest": v.Heads.Digest,
		"Carriage.Office": v.Carriage.Office, "Carriage.Book": v.Carriage.Book, "Carriage.Charge": v.Carriage.Charge, "Carriage.Body": v.Carriage.Body,
		"Blob.Manifest": v.Blob.Manifest, "Blob.ID": v.Blob.ID, "Blob.States": v.Blob.States,
	} {
		if !strings.Contains(words, want) {
			t.Errorf("PROTOCOL.md does not show %s: %s", name, want)
		}
	}
}
