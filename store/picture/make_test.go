package picture_test

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"testing"
)

// Secrets that a camera writes into its files; none of them may be left.
var planted = []string{
	"GPS-35.6581-139.3239", "SERIAL-4711-0815", "Makernote-Owner-Suzuki", "a comment of the camera",
	"http://ns.adobe.com/xap/1.0/", "Photoshop 3.0", "thumbnail-of-somebody-else", "behind the end of the image",
	"extended-xmp", "MPF-second-picture",
}

// scene is a picture of four colours, so that no two ways of turning it look
// the same: red and green above, blue and white below.
func scene(w, h int) *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			c := color.RGBA{R: 255, A: 255}
			switch {
			case x >= w/2 && y < h/2:
				c = color.RGBA{G: 255, A: 255}
			case x < w/2 && y >= h/2:
				c = color.RGBA{B: 255, A: 255}
			case x >= w/2:
				c = color.RGBA{R: 255, G: 255, B: 255, A: 255}
			}
			img.SetRGBA(x, y, c)
		}
	}
	return img
}

func plainJPEG(t testing.TB, img image.Image) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := jpeg.Encode(&out, img, &jpeg.Options{Quality: 95}); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func plainPNG(t testing.TB, img image.Image) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := png.Encode(&out, img); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func segment(mark byte, body string) []byte {
	out := []byte{0xff, mark}
	out = binary.BigEndian.AppendUint16(out, uint16(len(body)+2))
	return append(out, body...)
}

// field is an entry of an EXIF folder; text stands in the data behind.
type field struct {
	tag, kind uint16
	number    uint32
	text      string
}

// exif builds the block of a camera: its first folder, the one below it, and
// what cameras hide behind them.
func exif(order binary.ByteOrder, orientation uint16, taken string) string {
	var out bytes.Buffer
	write := func(v any) { _ = binary.Write(&out, order, v) }
	if order == binary.ByteOrder(binary.LittleEndian) {
		out.WriteString("II*\x00")
	} else {
		out.WriteString("MM\x00*")
	}
	write(uint32(8))
	folders := [][]field{
		{{tag: 0x0112, kind: 3, number: uint32(orientation)}, {tag: 0x0132, kind: 2, text: "2020:01:01 01:01:01"}, {tag: 0x8769, kind: 4}},
		{{tag: 0x9003, kind: 2, text: taken}, {tag: 0xa431, kind: 2, text: "SERIAL-4711-0815"}},
	}
	data := 8 + 2 + 3*12 + 4 // where the second folder begins
	folders[0][2].number = uint32(data)
	data += 2 + 2*12 + 4
	var tail bytes.Buffer
	for _, folder := range folders {
		write(uint16(len(folder)))
		for _, f := range folder {
			write(f.tag)
			write(f.kind)
			switch f.kind {
			case 2:
				write(uint32(len(f.text) + 1))
				write(uint32(data + tail.Len()))
				tail.WriteString(f.text + "\x00")
			case 3:
				write(uint32(1))
				write(uint16(f.number))
				write(uint16(0))
			default:
				write(uint32(1))
				write(f.number)
			}
		}
		write(uint32(0))
	}
	out.Write(tail.Bytes())
	out.WriteString("GPS-35.6581-139.3239 Makernote-Owner-Suzuki thumbnail-of-somebody-else")
	return out.String()
}

// dirty is a JPEG as a telephone writes it.
func dirty(t testing.TB, img image.Image, order binary.ByteOrder, orientation uint16) []byte {
	t.Helper()
	plain := plainJPEG(t, img)
	out := append([]byte{}, plain[:2]...)
	for _, s := range [][]byte{
		segment(0xe0, "JFIF\x00\x01\x02\x01\x00\x48\x00\x48\x02\x02thumbnail-of-somebody-else"),
		segment(0xe1, "Exif\x00\x00"+exif(order, orientation, "2026:11:20 10:34:56")),
		segment(0xe1, "http://ns.adobe.com/xap/1.0/\x00<x:xmpmeta>GPS-35.6581-139.3239</x:xmpmeta>"),
		segment(0xe1, "http://ns.adobe.com/xmp/extension/\x00extended-xmp"),
		segment(0xe2, "ICC_PROFILE\x00\x01\x01colours"),
		segment(0xe2, "MPF\x00MPF-second-picture"),
		segment(0xed, "Photoshop 3.0\x008BIM Makernote-Owner-Suzuki"),
		segment(0xe7, "SERIAL-4711-0815"),
		segment(0xfe, "a comment of the camera"),
	} {
		out = append(out, s...)
	}
	out = append(out, plain[2:]...)
	return append(out, "behind the end of the image, a film: \xff\xd8\xff\xe1 GPS-35.6581-139.3239"...)
}

func chunk(kind, body string) []byte {
	out := binary.BigEndian.AppendUint32(nil, uint32(len(body)))
	out = append(out, kind+body...)
	return binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE([]byte(kind+body)))
}

// dirtyPNG is a PNG as programs write it.
func dirtyPNG(t testing.TB, img image.Image, orientation uint16) []byte {
	t.Helper()
	plain := plainPNG(t, img)
	const header = 8 + 12 + 13
	out := append([]byte{}, plain[:header]...)
	for _, c := range [][]byte{
		chunk("gAMA", "\x00\x00\xb1\x8f"),
		chunk("eXIf", exif(binary.BigEndian, orientation, "2026:11:20 10:34:56")),
		chunk("tEXt", "Comment\x00a comment of the camera"),
		chunk("iTXt", "XML:com.adobe.xmp\x00\x00\x00\x00\x00http://ns.adobe.com/xap/1.0/"),
		chunk("zTXt", "Owner\x00\x00Makernote-Owner-Suzuki"),
		chunk("tIME", "\x07\xea\x0b\x14\x0a\x22\x38"),
		chunk("prVt", "SERIAL-4711-0815"),
	} {
		out = append(out, c...)
	}
	out = append(out, plain[header:]...)
	return append(out, "behind the end of the image"...)
}
