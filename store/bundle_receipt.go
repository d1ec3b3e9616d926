package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"

	"yorisoi/store/ledger"
	"yorisoi/store/trust"
)

// keptReceipts is how many lists of receipts are kept to be handed back.
const keptReceipts = 1000

// keepReceipts keeps what the center signed for changes that a bundle brought:
// whoever wrote them may have no other way to hear of it.
func (b *batch) keepReceipts(receipts ledger.Receipts) error {
	for _, r := range receipts.Items {
		if r.Station == b.s.Station() {
			continue
		}
		var waited bool
		err := b.scan(`SELECT EXISTS (SELECT 1 FROM change WHERE file = ? AND station = ? AND n = ? AND seq = 0)`,
			[]any{r.Case[:], r.Station[:], int64(r.N)}, &waited)
		if err != nil {
			return fmt.Errorf("find change that was brought: %w", err)
		}
		if waited {
			return keepReceipt(b.ctx, b.tx, trust.MustEncode(&receipts))
		}
	}
	return nil
}

// keepBlobReceipt does the same for an attachment.
func keepBlobReceipt(ctx context.Context, tx *sql.Tx, receipt ledger.BlobReceipt) error {
	var waited bool
	err := tx.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM blob WHERE blob = ? AND own = 0 AND wanted = 0 AND taken = 0)`, receipt.Blob[:]).Scan(&waited)
	if err != nil {
		return fmt.Errorf("find attachment that was brought: %w", err)
	}
	if !waited {
		return nil
	}
	return keepReceipt(ctx, tx, trust.MustEncode(&receipt))
}

func keepReceipt(ctx context.Context, tx *sql.Tx, raw []byte) error {
	hash := ledger.HashOf(raw)
	_, err := tx.ExecContext(ctx, `INSERT INTO bundle_receipts (hash, raw) VALUES (?, ?) ON CONFLICT DO NOTHING`, hash[:], raw)
	if err == nil {
		_, err = tx.ExecContext(ctx, `DELETE FROM bundle_receipts WHERE id <= (SELECT max(id) FROM bundle_receipts) - ?`, keptReceipts)
	}
	if err != nil {
		return fmt.Errorf("keep receipts: %w", err)
	}
	return nil
}

// Receipts goes through what the center signed for changes and attachments
// that bundles brought: canonical bytes of ledger.Receipts and of
// ledger.BlobReceipt.
func (o *BundleOut) Receipts(ctx context.Context) iter.Seq2[[]byte, error] {
	return func(yield func([]byte, error) bool) {
		for after := int64(0); ; {
			var raw []byte
			err := o.s.db.Read().QueryRowContext(ctx, `SELECT id, raw FROM bundle_receipts WHERE id > ? ORDER BY id LIMIT 1`, after).Scan(&after, &raw)
			if errors.Is(err, sql.ErrNoRows) {
				return
			}
			if err != nil {
				yield(nil, fmt.Errorf("read receipts for bundle: %w", o.s.fault(err)))
				return
			}
			if !yield(raw, nil) {
				return
			}
		}
	}
}

// TakeReceipt takes what Receipts gave on another station. It returns
// trust.ErrBadSignature for what the center did not sign, ledger.ErrMalformed
// for what is neither.
func (i *BundleIn) TakeReceipt(ctx context.Context, raw []byte) error {
	var list ledger.Receipts
	if trust.DecodeCanonical(raw, &list) == nil {
		return i.s.Receipted(ctx, list)
	}
	var blob ledger.BlobReceipt
	if err := trust.DecodeCanonical(raw, &blob); err != nil {
		return fmt.Errorf("take receipt: %w: %w", ledger.ErrMalformed, err)
	}
	return i.s.BlobReceipted(ctx, blob)
}
