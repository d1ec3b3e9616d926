package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/skip2/go-qrcode"

	"yorisoi/sync/center"
)

// dateTime is how times are written for people.
const dateTime = "2006年1月2日 15:04"

func initCenter(ctx context.Context, args []string, stdout, _ io.Writer) error {
	flags := flag.NewFlagSet("init", flag.ContinueOnError)
	address := flags.String("address", "", "端末がつなぐ HOST:PORT")
	dir, err := parse(flags, args)
	if err != nil {
		return err
	}
	if *address == "" {
		return fmt.Errorf("%w: --address HOST:PORT が必要です", errUsage)
	}
	if err := center.Init(ctx, center.Config{Dir: dir}, *address); err != nil {
		return err
	}
	c, err := center.Open(ctx, center.Config{Dir: dir})
	if err != nil {
		return err
	}
	defer c.Close()
	fmt.Fprintf(stdout, "センターをつくりました: %s\n  ID       %s\n  アドレス %s\n", dir, c.ID(), c.Address())
	fmt.Fprintf(stdout, "次に: yorisoi-center serve %s で動かし、yorisoi-center invite %s で最初の端末のコードをつくります。\n", dir, dir)
	return nil
}

func serve(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	flags := flag.NewFlagSet("serve", flag.ContinueOnError)
	listen := flags.String("listen", "", "待ち受けるアドレス(なければ init の --address のポート)")
	verbose := flags.Bool("verbose", false, "くわしい記録")
	dir, err := parse(flags, args)
	if err != nil {
		return err
	}
	level := slog.LevelInfo
	if *verbose {
		level = slog.LevelDebug
	}
	log := slog.New(slog.NewTextHandler(stderr, &slog.HandlerOptions{Level: level}))
	var listener net.Listener
	ready := func() { fmt.Fprintf(stdout, "待ち受けています: %s\n", listener.Addr()) }
	c, err := center.Open(ctx, center.Config{Dir: dir, Log: log, Ready: ready})
	if err != nil {
		return err
	}
	defer c.Close()
	if *listen == "" {
		_, port, err := net.SplitHostPort(c.Address())
		if err != nil {
			return fmt.Errorf("read address: %w", center.ErrAddress)
		}
		*listen = ":" + port
	}
	if listener, err = net.Listen("tcp", *listen); err != nil {
		return err
	}
	return c.Serve(ctx, listener)
}

func invite(ctx context.Context, args []string, stdout, _ io.Writer) error {
	flags := flag.NewFlagSet("invite", flag.ContinueOnError)
	expires := flags.Duration("expires", center.DefaultExpires, "コードが使える時間")
	png := flags.String("png", "", "QRコードを書き出す PNG ファイル")
	address := flags.String("address", "", "コードに書く HOST:PORT(なければ init のもの)")
	dir, err := parse(flags, args)
	if err != nil {
		return err
	}
	if *expires <= 0 {
		return fmt.Errorf("%w: --expires は 0 より長い時間です(例: 72h)", errUsage)
	}
	c, err := center.Open(ctx, center.Config{Dir: dir})
	if err != nil {
		return err
	}
	defer c.Close()
	code, until, err := c.Invite(ctx, *address, *expires)
	if err != nil {
		return err
	}
	text, err := code.Text()
	if err != nil {
		return err
	}
	compact, err := code.Compact()
	if err != nil {
		return err
	}
	qr, err := qrcode.New(compact, qrcode.Medium)
	if err != nil {
		return fmt.Errorf("draw QR code: %w", err)
	}
	fmt.Fprintf(stdout, "端末を1台登録できるコードです。%s まで使えます。\n\n%s\n\n%s", until.Local().Format(dateTime), text, qr.ToSmallString(false))
	if *png == "" {
		return nil
	}
	return writePNG(*png, qr, stdout)
}

// writePNG keeps the picture of a code from other users: it holds a secret.
func writePNG(path string, qr *qrcode.QRCode, stdout io.Writer) error {
	picture, err := qr.PNG(-6)
	if err != nil {
		return fmt.Errorf("draw QR code: %w", err)
	}
	if err := os.WriteFile(path, picture, 0o600); err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	fmt.Fprintf(stdout, "QRコードを書き出しました: %s\n", path)
	return nil
}

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
		{"名簿の開設", founded}, {"登録した端末", s.Stations}, {"未使用のコード", s.OpenInvites},
		{"ケース", s.Cases}, {"変更", s.Changes}, {"最後の番号", s.Head}, {"ログのID", s.LogID},
		{"時刻", time.Now().Format(dateTime)},
	} {
		fmt.Fprintf(&out, "%s: %v\n", line.name, line.value)
	}
	_, err = io.WriteString(stdout, out.String())
	return err
}
