package assets

import _ "embed"

// FontRegular and FontBold are the bundled Japanese typeface, as mkfont makes
// it: no layout tables, no hinting, digits of one width. FontLicence is its
// licence; it has to go wherever the fonts go.
var (
	//go:embed fonts/YorisoiUDGothic-Regular.ttf
	FontRegular []byte
	//go:embed fonts/YorisoiUDGothic-Bold.ttf
	FontBold []byte
	//go:embed fonts/OFL.txt
	FontLicence string
)
