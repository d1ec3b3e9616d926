package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"yorisoi/sync/center"
)

func status(ctx context.Context, args []string, stdout, _ io.Writer) error {
	dir, err := parse(flag.NewFlagSet("status", flag.ContinueOnError), args)
	if err != nil {
		return err
	}
	c, err := center.Open(ctx, center.Config{Dir: dir})
	if err != nil {
		return err
	}
	defer c.Close()
	s, err := c.Status(ctx)
	if err != nil {
		return err
	}
	k, err := c.Keeping(ctx)
	if err != nil {
		return err
	}
	now := time.Now()
	founded := "まだです(最初の端末で設定します)"
	if s.Founder != uuid.Nil {
		founded = "済み"
	}
	var out strings.Builder
	for _, line := range []struct {
		name  string
		value any
	}{
		{"ID", s.ID}, {"アドレス", s.Address}, {"認証局の指紋", fmt.Sprintf("%x", s.Pin[:8])},
		{"動いているか", served(k.Served)}, {"記録の場所", place(k.Database)}, {"プログラム", center.Version()},
		{"名簿の開設", founded}, {"登録した端末", s.Stations}, {"未使用のコード", s.OpenInvites},
		{"ケース", s.Cases}, {"変更", s.Changes}, {"最後の番号", s.Head}, {"ログのID", s.LogID},
		{"預かり箱", s.Held}, {"添付", fmt.Sprintf("%d(%s)", s.Blobs, size(s.BlobBytes))},
		{"ディスクの空き", size(k.DiskLeft)}, {"最後の控え", lastBackup(k.Backup, now)},
		{"時刻", now.Format(dateTime)},
	} {
		fmt.Fprintf(&out, "%s: %v\n", line.name, line.value)
	}
	writeStations(&out, k.Stations)
	_, err = io.WriteString(stdout, out.String())
	return err
}

func writeStations(out *strings.Builder, stations []center.StationState) {
	if len(stations) == 0 {
		return
	}
	slices.SortStableFunc(stations, func(a, b center.StationState) int { return b.Heard.Compare(a.Heard) })
	fmt.Fprintf(out, "\n端末(最後に話した順):\n")
	for _, s := range stations {
		heard := "まだ話していません"
		if !s.Heard.IsZero() {
			heard = s.Heard.Local().Format(dateTime)
		}
		if s.Revoked != nil {
			heard += fmt.Sprintf("  %s にしめ出し", time.UnixMilli(s.Revoked.At).Local().Format(dateTime))
			if s.Revoked.Reason != "" {
				heard += "(" + s.Revoked.Reason + ")"
			}
		}
		name := s.Name
		if name == "" {
			name = "(名前なし)"
		}
		fmt.Fprintf(out, "  %s  %s  %s\n", s.ID, name, heard)
	}
}

func served(s center.Served) string {
	switch s {
	case center.ServedYes:
		return "動いています"
	case center.ServedNo:
		return "止まっています"
	}
	return "データベースを使うため、ここからは分かりません(serve --ops の /healthz で見てください)"
}

func place(database string) string {
	if database == "" {
		return "このフォルダ"
	}
	return database
}

// size writes bytes as people read them.
func size(n uint64) string {
	units := []string{"B", "KiB", "MiB", "GiB", "TiB"}
	v, i := float64(n), 0
	for v >= 1024 && i < len(units)-1 {
		v, i = v/1024, i+1
	}
	if i == 0 {
		return fmt.Sprintf("%d B", n)
	}
	return fmt.Sprintf("%.1f %s", v, units[i])
}

func lastBackup(b center.Backup, now time.Time) string {
	if b.At.IsZero() {
		return "まだありません"
	}
	return fmt.Sprintf("%s(%s 前) %s", b.At.Local().Format(dateTime), age(now.Sub(b.At)), b.Path)
}

func age(d time.Duration) string {
	switch {
	case d >= 48*time.Hour:
		return fmt.Sprintf("%d日", int(d/(24*time.Hour)))
	case d >= 2*time.Hour:
		return fmt.Sprintf("%d時間", int(d/time.Hour))
	}
	return fmt.Sprintf("%d分", max(0, int(d/time.Minute)))
}
