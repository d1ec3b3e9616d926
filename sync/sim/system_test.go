package sim_test

import (
	"bytes"
	"encoding/pem"
	"os"
	"path/filepath"

	"yorisoi/store/trust"
	"yorisoi/sync/client"
)

// system is what a run works with. The zero value is the program as it is;
// the others are broken on purpose, to see that the checker notices.
type system struct {
	name     string
	hold     func(*grip) held // what an engine gets in place of the hold
	lastWins bool             // of a conflict only the latest value is shown
	tune     func(*trouble)   // makes the fault's occasion frequent
}

// held is everything that an engine wants of a store.
type held interface {
	client.Store
	client.Blobs
	client.Scoped
	client.HoldBox
	client.Retrier
	client.Walled
	client.Audit
}

func (y system) of(g *grip) held {
	if y.hold == nil {
		return g
	}
	return y.hold(g)
}

// receiptKey is the key by which the center signs receipts: a store believes
// what carries its signature.
func (o *office) receiptKey() *trust.Identity {
	text, err := os.ReadFile(filepath.Join(o.dir, "receipts.key"))
	o.must(err)
	block, _ := pem.Decode(text)
	key, err := trust.NewIdentity(bytes.NewReader(block.Bytes), o.center.ID())
	o.must(err)
	return key
}
