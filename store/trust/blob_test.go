package trust_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"testing/iotest"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"yorisoi/store/trust"
)

// sealBlob returns a content's name, its cipher and its sealed chunks.
func sealBlob(t testing.TB, key trust.Key, kase uuid.UUID, plain []byte) ([32]byte, *trust.Blob, [][]byte) {
	t.Helper()
	name, err := key.BlobName(sha256.Sum256(plain))
	if err != nil {
		t.Fatal(err)
	}
	blob, err := key.Blob(kase, name)
	if err != nil {
		t.Fatal(err)
	}
	var chunks [][]byte
	n, err := blob.Seal(bytes.NewReader(plain), func(n int, sealed []byte) error {
		if n != len(chunks) {
			t.Errorf("chunk %d came as number %d", len(chunks), n)
		}
		chunks = append(chunks, bytes.Clone(sealed))
		return nil
	})
	if err != nil || n != len(chunks) {
		t.Fatalf("got %d chunks, %v, want %d", n, err, len(chunks))
	}
	return name, blob, chunks
}

func openBlob(blob *trust.Blob, chunks [][]byte) ([]byte, error) {
	var out []byte
	for n, c := range chunks {
		plain, err := blob.Open(n, c, n == len(chunks)-1)
		if err != nil {
			return nil, err
		}
		out = append(out, plain...)
	}
	return out, nil
}

// pattern is the content of the vectors.
func pattern(n int) []byte {
	out := make([]byte, n)
	for i := range out {
		out[i] = byte(i*7 + i>>8)
	}
	return out
}

type unhex []byte

func (h *unhex) UnmarshalText(text []byte) (err error) {
	*h, err = hex.DecodeString(string(text))
	return err
}

func TestBlobVectors(t *testing.T) {
	raw, err := os.ReadFile(filepath.Join("testdata", "blobs.json"))
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Case, KeyID, Secret unhex
		Blobs               []struct {
			Bytes        int
			Name, Begins unhex
			Sizes        []int
			Chunks       []unhex
		}
	}
	if err := json.Unmarshal(raw, &file); err != nil {
		t.Fatal(err)
	}
	key, err := trust.KeyFromSecret(uuid.UUID(file.KeyID), file.Secret)
	if err != nil || len(file.Blobs) == 0 {
		t.Fatalf("got %d blobs, %v", len(file.Blobs), err)
	}
	for _, v := range file.Blobs {
		name, blob, chunks := sealBlob(t, key, uuid.UUID(file.Case), pattern(v.Bytes))
		if !bytes.Equal(name[:], v.Name) {
			t.Errorf("%d bytes: name %x, want %x", v.Bytes, name, v.Name)
		}
		var sizes []int
		for n, c := range chunks {
			sizes = append(sizes, len(c))
			if sum := sha256.Sum256(c); n >= len(v.Chunks) || !bytes.Equal(sum[:], v.Chunks[n]) {
				t.Errorf("%d bytes: chunk %d differs", v.Bytes, n)
			}
		}
		if !slices.Equal(sizes, v.Sizes) || !bytes.HasPrefix(chunks[0], v.Begins) {
			t.Errorf("%d bytes: got %d, want %d", v.Bytes, sizes, v.Sizes)
		}
		if got, err := openBlob(blob, chunks); err != nil || !bytes.Equal(got, pattern(v.Bytes)) {
			t.Errorf("%d bytes: opened %d bytes, %v", v.Bytes, len(got), err)
		}
	}
}

// TestBlobSealsAlike seals what comes in dribs and drabs as what comes at once.
func TestBlobSealsAlike(t *testing.T) {
	key, kase := newKey(t), uuid.New()
	rapid.Check(t, func(rt *rapid.T) {
		size := rapid.OneOf(rapid.IntRange(0, 9000), rapid.IntRange(trust.BlobChunk-2, trust.BlobChunk+2)).Draw(rt, "size")
		plain := pattern(size)
		_, blob, want := sealBlob(t, key, kase, plain)
		var got [][]byte
		_, err := blob.Seal(iotest.HalfReader(bytes.NewReader(plain)), func(_ int, sealed []byte) error {
			got = append(got, bytes.Clone(sealed))
			return nil
		})
		if err != nil || !slices.EqualFunc(got, want, bytes.Equal) {
			rt.Fatalf("got %d chunks, %v, want %d", len(got), err, len(want))
		}
		for i, c := range want {
			if (len(c)-trust.BlobOverhead)%trust.BlobPad != 0 || len(c) > trust.BlobChunk+trust.BlobOverhead {
				rt.Fatalf("chunk %d of %d bytes shows the size of the content", i, len(c))
			}
		}
	})
}

func TestBlobSealFails(t *testing.T) {
	key, broken := newKey(t), errors.New("broken")
	name, err := key.BlobName([32]byte{1})
	if err != nil {
		t.Fatal(err)
	}
	blob, err := key.Blob(uuid.New(), name)
	if err != nil {
		t.Fatal(err)
	}
	never := func(int, []byte) error { t.Error("a chunk of a content that was not read"); return nil }
	if _, err := blob.Seal(io.MultiReader(bytes.NewReader([]byte("half")), iotest.ErrReader(broken)), never); !errors.Is(err, broken) {
		t.Errorf("reading: got %v, want %v", err, broken)
	}
	if _, err := blob.Seal(bytes.NewReader(nil), func(int, []byte) error { return broken }); !errors.Is(err, broken) {
		t.Errorf("writing: got %v, want %v", err, broken)
	}
	if _, err := (trust.Key{}).Blob(uuid.New(), name); !errors.Is(err, trust.ErrSealBroken) {
		t.Errorf("no key: got %v, want %v", err, trust.ErrSealBroken)
	}
	if _, err := (trust.Key{}).BlobName([32]byte{1}); !errors.Is(err, trust.ErrSealBroken) {
		t.Errorf("no key: got %v, want %v", err, trust.ErrSealBroken)
	}
}

// TestBlobTampering changes what a center or a disk could change.
func TestBlobTampering(t *testing.T) {
	key, other, kase := newKey(t), newKey(t), uuid.New()
	plain := pattern(2*trust.BlobChunk + 100)
	name, blob, chunks := sealBlob(t, key, kase, plain)
	otherCase, _ := key.Blob(uuid.New(), name)
	otherName, _ := key.Blob(kase, [32]byte{1})
	otherKey, _ := other.Blob(kase, name)
	flipped := bytes.Clone(chunks[1])
	flipped[len(flipped)/2] ^= 1
	for _, tc := range []struct {
		what   string
		blob   *trust.Blob
		chunks [][]byte
	}{
		{"CutOff", blob, chunks[:2]},
		{"CutToOne", blob, chunks[:1]},
		{"Swapped", blob, [][]byte{chunks[1], chunks[0], chunks[2]}},
		{"Twice", blob, [][]byte{chunks[0], chunks[0], chunks[2]}},
		{"Longer", blob, append(slices.Clone(chunks), chunks[2])},
		{"Flipped", blob, [][]byte{chunks[0], flipped, chunks[2]}},
		{"Empty", blob, [][]byte{{}}},
		{"OtherCase", otherCase, chunks},
		{"OtherContent", otherName, chunks},
		{"OtherKey", otherKey, chunks},
	} {
		t.Run(tc.what, func(t *testing.T) {
			if _, err := openBlob(tc.blob, tc.chunks); !errors.Is(err, trust.ErrSealBroken) {
				t.Errorf("got %v, want %v", err, trust.ErrSealBroken)
			}
		})
	}
	if _, err := blob.Open(-1, chunks[0], false); !errors.Is(err, trust.ErrSealBroken) {
		t.Errorf("chunk -1: got %v, want %v", err, trust.ErrSealBroken)
	}
}

// TestBlobNamesAreKeyed: one content is one blob in a case, and nothing in
// common shows in two.
func TestBlobNamesAreKeyed(t *testing.T) {
	one, two := newKey(t), newKey(t)
	kase, plain := uuid.New(), pattern(5000)
	nameA, _, a := sealBlob(t, one, kase, plain)
	nameB, _, b := sealBlob(t, one, kase, plain)
	if nameA != nameB || !slices.EqualFunc(a, b, bytes.Equal) {
		t.Error("the same content in the same case is two blobs")
	}
	nameC, _, c := sealBlob(t, two, uuid.New(), plain)
	if nameA == nameC || bytes.Equal(a[0], c[0]) {
		t.Error("the same content in two cases shows")
	}
	if sum := sha256.Sum256(plain); nameA == sum {
		t.Error("the name is the bare hash of the content")
	}
}

func FuzzBlobOpen(f *testing.F) {
	key, err := trust.KeyFromSecret(uuid.UUID{15: 1}, bytes.Repeat([]byte{0x55}, 32))
	if err != nil {
		f.Fatal(err)
	}
	plain := []byte("a photograph")
	_, blob, chunks := sealBlob(f, key, uuid.UUID{15: 2}, plain)
	f.Add(0, chunks[0], true)
	f.Add(0, chunks[0], false)
	f.Add(1, chunks[0], true)
	f.Add(0, []byte{}, true)
	f.Fuzz(func(t *testing.T, n int, sealed []byte, last bool) {
		got, err := blob.Open(n, sealed, last)
		switch {
		case err != nil && !errors.Is(err, trust.ErrSealBroken):
			t.Errorf("got %v, want %v", err, trust.ErrSealBroken)
		case err == nil && (n != 0 || !last || !bytes.Equal(got, plain)):
			t.Errorf("forged chunk %d: %q", n, got)
		}
	})
}
