package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"

	"github.com/skip2/go-qrcode"

	"yorisoi/sync/center"
)

// dateTime is how times are written for people.
const dateTime = "2006年1月2日 15:04"

func initCenter(ctx context.Context, args []string, stdout, _ io.Writer) error {
	flags := flag.NewFlagSet("init", flag.ContinueOnError)
	address := flags.String("address", "", "端末がつなぐ HOST:PORT")
	database := flags.String("database", "", "記録を置くデータベース postgres://…(なければフォルダの中)")
	dir, err := parse(flags, args)
	if err != nil {
		return err
	}
	if *address == "" {
		return fmt.Errorf("%w: --address HOST:PORT が必要です", errUsage)
	}
	if err := center.Init(ctx, center.Config{Dir: dir, Database: *database}, *address); err != nil {
		return err
	}
	warnPassword(stdout, *database)
	c, err := center.Open(ctx, center.Config{Dir: dir})
	if err != nil {
		return err
	}
	defer c.Close()
	fmt.Fprintf(stdout, "センターをつくりました: %s\n  ID       %s\n  アドレス %s\n", dir, c.ID(), c.Address())
	fmt.Fprintf(stdout, "次に: yorisoi-center serve %s で動かし、yorisoi-center invite %s で最初の端末のコードをつくります。\n", dir, dir)
	return nil
}

// warnPassword tells whoever wrote a password into a URL where it is now.
func warnPassword(stdout io.Writer, database string) {
	if _, secret := center.Redact(database); secret {
		fmt.Fprintln(stdout, "データベースのパスワードは center.json に書かれました(読めるのは持ち主だけです)。URL には書かず、PGPASSFILE か環境変数 PGPASSWORD で渡すほうが安全です。")
	}
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
