// Package picture takes out of photographs and scans what tells more than the
// picture does, and draws them small.
//
// Terms: cleaning keeps of a file only what is needed to decode it, byte for
// byte, so that the picture loses nothing: place, time, camera, owner,
// comments, previews and whatever hangs behind the picture are gone. What a
// person may want to keep of it (how to hold the picture, when it was taken)
// is handed out instead, to become fields of a record. A picture is read
// within a bound of memory; what would not fit is refused before it is read.
//
// The package is pure: bytes in, bytes and images out.
package picture

import (
	"bytes"
	"errors"
)

// Types of files that are pictures here.
const (
	JPEG = "image/jpeg"
	PNG  = "image/png"
)

// Sentinels that callers branch on.
var (
	// ErrType is returned for what is neither JPEG nor PNG, and for kinds of
	// the two that nobody could look at afterwards.
	ErrType = errors.New("not a picture of a known type")
	// ErrDamaged is returned for a picture that is cut off or breaks its format.
	ErrDamaged = errors.New("picture is damaged")
	// ErrTooLarge is returned for a picture that cannot be drawn in MaxMemory.
	ErrTooLarge = errors.New("picture has too many pixels")
)

// MaxMemory is how many bytes decoding one picture may take. 12 megapixels of
// a camera take 18 MB, 100 of them 150 MB.
const MaxMemory = 192 << 20

// Info is what is known of a picture beside its pixels.
type Info struct {
	Type          string
	Width, Height int    // in pixels, as they lie in the file
	Rotation      int    // clockwise, 0, 90, 180 or 270: to be turned so when it is drawn
	Mirrored      bool   // to be mirrored, left to right, before it is turned
	Day           string // when it was taken by the camera's clock, an ISO date, or ""
	Clock         string // and the time of day, 15:04, or ""
}

// Clean returns the picture without anything that is not needed to decode it,
// and what is known of it. raw stays as it is.
func Clean(raw []byte) ([]byte, Info, error) {
	switch {
	case bytes.HasPrefix(raw, jpegMagic):
		return cleanJPEG(raw)
	case bytes.HasPrefix(raw, pngMagic):
		return cleanPNG(raw)
	}
	return nil, Info{}, ErrType
}
