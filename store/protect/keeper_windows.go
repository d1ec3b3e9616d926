package protect

import (
	"context"
	"errors"
	"fmt"
	"unsafe"

	"golang.org/x/sys/windows"
)

func system() Keeper { return dpapi{} }

// dpapi is the Data Protection API, of the machine: an office PC has several
// accounts, and a password that an administrator resets must not close the
// station.
type dpapi struct{}

func (dpapi) How() How { return ByDPAPI }

// entropy binds what is wrapped to this use.
var entropy = []byte("yorisoi station secret")

func (dpapi) Wrap(_ context.Context, secret []byte) ([]byte, error) {
	in, with := blob(secret), blob(entropy)
	var out windows.DataBlob
	flags := uint32(windows.CRYPTPROTECT_LOCAL_MACHINE | windows.CRYPTPROTECT_UI_FORBIDDEN)
	if err := windows.CryptProtectData(&in, nil, &with, 0, nil, flags, &out); err != nil {
		return nil, fmt.Errorf("protect by DPAPI: %w", err)
	}
	return taken(out)
}

func (dpapi) Unwrap(_ context.Context, wrapped []byte) ([]byte, error) {
	if len(wrapped) == 0 {
		return nil, ErrAway
	}
	in, with := blob(wrapped), blob(entropy)
	var out windows.DataBlob
	if err := windows.CryptUnprotectData(&in, nil, &with, 0, nil, windows.CRYPTPROTECT_UI_FORBIDDEN, &out); err != nil {
		return nil, errors.Join(ErrAway, fmt.Errorf("open by DPAPI: %w", err))
	}
	return taken(out)
}

func (dpapi) Forget(context.Context, []byte) error { return nil }

func blob(b []byte) windows.DataBlob {
	return windows.DataBlob{Size: uint32(len(b)), Data: &b[0]}
}

// taken copies what the system allocated, and wipes and frees it.
func taken(b windows.DataBlob) ([]byte, error) {
	theirs := unsafe.Slice(b.Data, b.Size)
	own := append([]byte(nil), theirs...)
	clear(theirs)
	if _, err := windows.LocalFree(windows.Handle(unsafe.Pointer(b.Data))); err != nil {
		return nil, fmt.Errorf("free memory of DPAPI: %w", err)
	}
	return own, nil
}
