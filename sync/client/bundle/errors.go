package bundle

import "errors"

// Sentinels of why a file is not taken in. None of them leaves anything half
// taken: what was good before stays and counts.
var (
	// ErrNotBundle is returned for a file of another kind.
	ErrNotBundle = errors.New("not a bundle")
	// ErrNewer is returned for a file of a later program.
	ErrNewer = errors.New("bundle is of a later version")
	// ErrTooOld is returned for a file of a version that is not read any more.
	ErrTooOld = errors.New("bundle is of a version that is not read any more")
	// ErrOtherCenter is returned for a file of another center.
	ErrOtherCenter = errors.New("bundle is of another center")
	// ErrCut is returned for a file that ends before its end.
	ErrCut = errors.New("bundle is cut")
	// ErrDamaged is returned for a file in which something was changed.
	ErrDamaged = errors.New("bundle is damaged")
	// ErrMaker is returned for a file that is not signed by whom it names, or
	// by nobody whom the directory has.
	ErrMaker = errors.New("bundle is not by whom it says")
	// ErrExists is returned for an export over a file that is there.
	ErrExists = errors.New("a file of this name is there already")
	// ErrTarget is returned when the disk that a bundle is written to fails or
	// is full.
	ErrTarget = errors.New("the disk for the bundle failed")
	// ErrUnreadable is returned when the disk that a bundle is on fails.
	ErrUnreadable = errors.New("the disk with the bundle failed")
)
