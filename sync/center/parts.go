package center

import (
	"sync"

	"yorisoi/store/ledger"
)

// maxParts is how many digests of buckets less some cases are remembered.
const maxParts = 4 * ledger.Buckets

// partKey names the digest of a bucket without some of its cases, as long as
// the whole bucket's digest stays the same.
type partKey struct {
	bucket         int
	whole, without ledger.Hash
}

// parts are digests of buckets without the cases that are restricted.
type parts struct {
	mu  sync.Mutex
	all map[partKey]ledger.Hash
}

func (p *parts) find(key partKey) (ledger.Hash, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	digest, known := p.all[key]
	return digest, known
}

func (p *parts) keep(key partKey, digest ledger.Hash) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.all == nil || len(p.all) >= maxParts {
		p.all = map[partKey]ledger.Hash{}
	}
	p.all[key] = digest
}
