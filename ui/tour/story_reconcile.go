package tour

import (
	"context"
	"image"
	"image/color"
	"image/jpeg"
	"os"
	"path/filepath"
)

// What a photograph is called, and the file it comes in.
const (
	cot     = "寝室"
	cotFile = cot + ".jpg"
)

// home is the home folder of a station's process: where the file dialog
// begins.
func (t *Tour) home(dir string) string { return filepath.Join(t.dir, dir+"-home") }

// takePhotograph puts a picture into a home folder, as a camera's card would.
func takePhotograph(path string) error {
	const width, height = 1600, 1200
	img := image.NewRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			at := color.RGBA{226, 216, 200, 255} // a wall
			switch {
			case y > 900:
				at = color.RGBA{158, 122, 86, 255} // a floor
			case x > 300 && x < 1300 && y > 420 && (x/70)%2 == 0:
				at = color.RGBA{246, 244, 238, 255} // the bars of a cot
			case x > 280 && x < 1320 && (y > 400 && y < 440 || y > 820):
				at = color.RGBA{236, 230, 220, 255}
			case x > 320 && x < 1280 && y > 640:
				at = color.RGBA{150, 190, 200, 255} // a blanket
			}
			img.SetRGBA(x, y, at)
		}
	}
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer f.Close()
	return jpeg.Encode(f, img, &jpeg.Options{Quality: 88})
}

// attach takes a photograph into a case; it reaches the other station when
// somebody looks at it.
func attach(_ context.Context, t *Tour) {
	l, o := on.laptop, on.office
	t.try("カメラの写真を持出端末に写す", func() error { return takePhotograph(filepath.Join(t.home("laptop"), cotFile)) })
	t.at(l, "ケースの書類に写真を加える", tap("書類"), seeWithin(10, "写真・書類を加える"), tap("写真・書類を加える"), seeWithin(10, cotFile))
	t.shot(l, "choose-photo")
	t.at(l, "写真を選ぶ", tap(cotFile), tap("1件を加える"), seeWithin(30, cot), seeWithin(30, "この端末にあります…"))
	t.shot(l, "photo-added")
	t.at(l, "送られる", seeWithin(30, "同期済み…"))
	t.at(o, "庁内で同じケースの書類を見る", tap("書類"), seeWithin(30, cot))
	t.at(o, "写真を開くと、センターから取り寄せる", tap(cot), seeWithin(30, "右に回す"), tap("取り寄せる"), Deed{Do: "gone", Text: "この端末にはまだありません", Seconds: 30})
	t.shot(o, "photo")
	t.at(o, "閉じる", key("Escape"), gone("右に回す"))
}

// carry sets what the laptop holds, and checks a case out to it.
func carry(_ context.Context, t *Tour) {
	o := on.office
	t.at(o, "設定の「端末」", tap("設定"), tap("端末"), seeWithin(10, "置くケース"))
	t.shot(o, "stations")
	t.at(o, "持ち出し", tap("持ち出し"), seeWithin(10, "持ち出し中のケースはありません"),
		field("家庭をさがす"), typed("もりた"), seeWithin(5, "…森田…"))
	t.shot(o, "carry")
}
