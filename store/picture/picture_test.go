package picture_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"runtime"
	"testing"

	"yorisoi/store/picture"
)

// samePixels compares what two files decode to.
func samePixels(t *testing.T, decode func([]byte) (image.Image, error), a, b []byte) {
	t.Helper()
	one, err := decode(a)
	if err != nil {
		t.Fatal(err)
	}
	two, err := decode(b)
	if err != nil {
		t.Fatal(err)
	}
	if one.Bounds() != two.Bounds() {
		t.Fatalf("got %v, want %v", two.Bounds(), one.Bounds())
	}
	for y := one.Bounds().Min.Y; y < one.Bounds().Max.Y; y++ {
		for x := one.Bounds().Min.X; x < one.Bounds().Max.X; x++ {
			if one.At(x, y) != two.At(x, y) {
				t.Fatalf("pixel %d, %d: got %v, want %v", x, y, two.At(x, y), one.At(x, y))
			}
		}
	}
}

func TestCleanJPEG(t *testing.T) {
	for _, order := range []binary.ByteOrder{binary.LittleEndian, binary.BigEndian} {
		raw := dirty(t, scene(64, 40), order, 6)
		kept := bytes.Clone(raw)
		clean, info, err := picture.Clean(raw)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(raw, kept) {
			t.Error("the file in hand was changed")
		}
		want := picture.Info{Type: picture.JPEG, Width: 64, Height: 40, Rotation: 90, Day: "2026-11-20", Clock: "10:34"}
		if info != want {
			t.Errorf("got %+v, want %+v", info, want)
		}
		for _, secret := range planted {
			if !bytes.Contains(raw, []byte(secret)) {
				t.Fatalf("the test plants no %q", secret)
			}
			if bytes.Contains(clean, []byte(secret)) {
				t.Errorf("%q is left", secret)
			}
		}
		if !bytes.Contains(clean, []byte("ICC_PROFILE\x00\x01\x01colours")) || !bytes.Contains(clean, []byte("JFIF\x00\x01\x02")) {
			t.Error("what colours depend on is gone")
		}
		samePixels(t, func(b []byte) (image.Image, error) { return jpeg.Decode(bytes.NewReader(b)) }, raw, clean)
		again, _, err := picture.Clean(clean)
		if err != nil || !bytes.Equal(again, clean) {
			t.Errorf("cleaning twice: got %d bytes, %v, want %d", len(again), err, len(clean))
		}
	}
}

func TestCleanPNG(t *testing.T) {
	raw := dirtyPNG(t, scene(64, 40), 3)
	clean, info, err := picture.Clean(raw)
	if err != nil {
		t.Fatal(err)
	}
	want := picture.Info{Type: picture.PNG, Width: 64, Height: 40, Rotation: 180, Day: "2026-11-20", Clock: "10:34"}
	if info != want {
		t.Errorf("got %+v, want %+v", info, want)
	}
	for _, secret := range append([]string{"eXIf", "tEXt", "iTXt", "zTXt", "tIME", "prVt"}, planted...) {
		if bytes.Contains(clean, []byte(secret)) {
			t.Errorf("%q is left", secret)
		}
	}
	if !bytes.Contains(clean, []byte("gAMA")) {
		t.Error("what colours depend on is gone")
	}
	samePixels(t, func(b []byte) (image.Image, error) { return png.Decode(bytes.NewReader(b)) }, raw, clean)
}

// TestUpright turns the scene as each value of Orientation asks for, and finds
// red where the camera's top left belongs.
func TestUpright(t *testing.T) {
	red := color.RGBA{R: 255, A: 255}
	for orientation, want := range map[uint16]image.Point{
		1: {0, 0}, 2: {1, 0}, 3: {1, 1}, 4: {0, 1}, 5: {0, 0}, 6: {1, 0}, 7: {1, 1}, 8: {0, 1},
	} {
		_, info, err := picture.Clean(dirtyPNG(t, scene(6, 4), orientation))
		if err != nil {
			t.Fatal(err)
		}
		got := picture.Turn(scene(6, 4), info.Rotation, info.Mirrored)
		w, h := 6, 4
		if orientation >= 5 {
			w, h = 4, 6
		}
		if got.Bounds() != image.Rect(0, 0, w, h) {
			t.Errorf("orientation %d: got %v, want %d by %d", orientation, got.Bounds(), w, h)
			continue
		}
		if c := got.RGBAAt(want.X*(w-1), want.Y*(h-1)); c != red {
			t.Errorf("orientation %d: red is not at %v", orientation, want)
		}
		// Green is beside red in the camera's first line, or below it.
		green := image.Pt((1-want.X)*(w-1), want.Y*(h-1))
		if orientation >= 5 {
			green = image.Pt(want.X*(w-1), (1-want.Y)*(h-1))
		}
		if c := got.RGBAAt(green.X, green.Y); c != (color.RGBA{G: 255, A: 255}) {
			t.Errorf("orientation %d: green is not at %v", orientation, green)
		}
	}
}

func TestRefusesStrangers(t *testing.T) {
	good := plainJPEG(t, scene(64, 40))
	frame := bytes.Index(good, []byte{0xff, 0xc0})
	resized := func(w, h uint16) []byte {
		out := bytes.Clone(good)
		binary.BigEndian.PutUint16(out[frame+5:], h)
		binary.BigEndian.PutUint16(out[frame+7:], w)
		return out
	}
	swapped := func(at int, b byte) []byte {
		out := bytes.Clone(good)
		out[at] = b
		return out
	}
	ihdr := func(w, h uint32, depth, colour, lace byte) []byte {
		body := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, w), h)
		out := append([]byte("\x89PNG\r\n\x1a\n"), chunk("IHDR", string(append(body, depth, colour, 0, 0, lace)))...)
		return append(append(out, chunk("IDAT", "")...), chunk("IEND", "")...)
	}
	badSum := plainPNG(t, scene(8, 8))
	badSum[30] ^= 1
	for _, tc := range []struct {
		what string
		raw  []byte
		want error
	}{
		{"Empty", nil, picture.ErrType},
		{"Text", []byte("GIF89a, or something else"), picture.ErrType},
		{"JPEGBegun", good[:2], picture.ErrDamaged},
		{"JPEGHalf", good[:len(good)/2], picture.ErrDamaged},
		{"JPEGWithoutEnd", good[:len(good)-2], picture.ErrDamaged},
		{"JPEGOnlyEnds", []byte{0xff, 0xd8, 0xff, 0xd9}, picture.ErrDamaged},
		{"JPEGNoPixels", resized(0, 40), picture.ErrDamaged},
		{"JPEGBomb", resized(65535, 65535), picture.ErrTooLarge},
		{"JPEGLossless", swapped(frame+1, 0xc3), picture.ErrType},
		{"JPEGArithmetic", swapped(frame+1, 0xc9), picture.ErrType},
		{"JPEGTwelveBits", swapped(frame+4, 12), picture.ErrType},
		{"JPEGTwoFrames", append(append([]byte{}, good[:len(good)-2]...), good[frame:]...), picture.ErrDamaged},
		{"PNGBegun", []byte("\x89PNG\r\n\x1a\n"), picture.ErrDamaged},
		{"PNGBomb", ihdr(1<<20, 1<<20, 8, 2, 0), picture.ErrTooLarge},
		{"PNGLacedBomb", ihdr(8000, 8000, 8, 6, 1), picture.ErrTooLarge},
		{"PNGNoPixels", ihdr(0, 5, 8, 2, 0), picture.ErrDamaged},
		{"PNGChecksum", badSum, picture.ErrDamaged},
		{"PNGNoHeader", append([]byte("\x89PNG\r\n\x1a\n"), chunk("IEND", "")...), picture.ErrDamaged},
	} {
		t.Run(tc.what, func(t *testing.T) {
			if clean, _, err := picture.Clean(tc.raw); !errors.Is(err, tc.want) || clean != nil {
				t.Errorf("got %d bytes, %v, want %v", len(clean), err, tc.want)
			}
			if _, err := picture.Fit(tc.raw, 100); !errors.Is(err, tc.want) {
				t.Errorf("drawn: got %v, want %v", err, tc.want)
			}
		})
	}
}

// TestEveryCutIsRefused cuts files at every byte: nothing that is not whole
// passes for a picture.
func TestEveryCutIsRefused(t *testing.T) {
	for _, whole := range [][]byte{plainJPEG(t, scene(24, 16)), plainPNG(t, scene(24, 16))} {
		for n := range len(whole) {
			if _, _, err := picture.Clean(whole[:n]); err == nil {
				t.Fatalf("%d bytes of %d pass for a picture", n, len(whole))
			}
		}
	}
}

func TestFit(t *testing.T) {
	for _, tc := range []struct {
		w, h, box   int
		wantW, want int
	}{
		{64, 40, 320, 64, 40}, {640, 400, 320, 320, 200}, {400, 640, 320, 200, 320}, {3000, 2, 320, 320, 1}, {70, 70, 30, 30, 30},
	} {
		for _, raw := range [][]byte{plainJPEG(t, scene(tc.w, tc.h)), plainPNG(t, scene(tc.w, tc.h))} {
			img, err := picture.Fit(raw, tc.box)
			if err != nil || img.Bounds() != image.Rect(0, 0, tc.wantW, tc.want) {
				t.Errorf("%d by %d in %d: got %v, %v", tc.w, tc.h, tc.box, img.Bounds(), err)
				continue
			}
			if tc.h < 4 {
				continue
			}
			if c := img.RGBAAt(0, 0); c.R < 200 || c.G > 60 || c.B > 60 || c.A != 255 {
				t.Errorf("%d by %d in %d: top left is %v, want red", tc.w, tc.h, tc.box, c)
			}
		}
	}
	grey := image.NewGray(image.Rect(0, 0, 2, 2))
	grey.Pix = []byte{0, 255, 255, 0}
	if img, err := picture.Fit(plainPNG(t, grey), 1); err != nil || img.RGBAAt(0, 0) != (color.RGBA{R: 127, G: 127, B: 127, A: 255}) {
		t.Errorf("a fine pattern turns to %v, %v, want grey", img.RGBAAt(0, 0), err)
	}
}

// TestFitInBoundedMemory draws twelve megapixels: beside the decoded picture
// hardly anything is made.
func TestFitInBoundedMemory(t *testing.T) {
	raw := plainJPEG(t, scene(4000, 3000))
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	if _, err := picture.Fit(raw, 1600); err != nil {
		t.Fatal(err)
	}
	runtime.ReadMemStats(&after)
	const decoded, drawn = 4000 * 3000 * 3 / 2, 1600 * 1200 * 4
	if got := after.TotalAlloc - before.TotalAlloc; got > decoded+drawn+uint64(len(raw))*2+4<<20 {
		t.Errorf("12 megapixels took %d MB", got>>20)
	}
}

func TestEncodeSmall(t *testing.T) {
	img, err := picture.Fit(plainJPEG(t, scene(640, 400)), 320)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := picture.EncodeSmall(&out, img); err != nil {
		t.Fatal(err)
	}
	if _, info, err := picture.Clean(out.Bytes()); err != nil || info.Width != 320 || info.Height != 200 {
		t.Errorf("got %+v, %v", info, err)
	}
}

func FuzzClean(f *testing.F) {
	f.Add(dirty(f, scene(16, 8), binary.LittleEndian, 6))
	f.Add(dirty(f, scene(16, 8), binary.BigEndian, 3))
	f.Add(plainJPEG(f, image.NewGray(image.Rect(0, 0, 9, 9))))
	f.Add(dirtyPNG(f, scene(16, 8), 8))
	f.Add([]byte{0xff, 0xd8, 0xff, 0xe1, 0, 16, 'E', 'x', 'i', 'f', 0, 0, 'I', 'I', '*', 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xd9})
	f.Fuzz(func(t *testing.T, raw []byte) {
		clean, info, err := picture.Clean(raw)
		if err != nil {
			if clean != nil || info != (picture.Info{}) {
				t.Errorf("refused, but handed out: %+v", info)
			}
			return
		}
		if len(clean) > len(raw) || info.Width <= 0 || info.Height <= 0 || info.Rotation%90 != 0 {
			t.Errorf("%d bytes from %d, %+v", len(clean), len(raw), info)
		}
		again, second, err := picture.Clean(clean)
		if err != nil || !bytes.Equal(again, clean) {
			t.Fatalf("cleaning twice: %v", err)
		}
		if second.Rotation != 0 || second.Mirrored || second.Day != "" {
			t.Errorf("something was left to be read: %+v", second)
		}
		if info.Width*info.Height > 1<<16 {
			return // time is better spent on small ones
		}
		if _, err := picture.Fit(clean, 64); err != nil && !errors.Is(err, picture.ErrDamaged) {
			t.Errorf("drawn: got %v, want %v", err, picture.ErrDamaged)
		}
	})
}
