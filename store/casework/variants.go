package casework

import "strings"

// variantGroups lists kanji that people use for the same name, one group a
// word: the first stands for the rest when folding. Old and new forms (旧字体),
// print and hand forms, and the forms that registers keep apart. Compatibility
// ideographs (神, 福 …) need no line: NFKC unifies them.
const variantGroups = `
高髙 崎﨑嵜㟢碕𥔎 辺邊邉 浜濱濵 斎齋斉齊齎 沢澤 広廣 国國圀囯 島嶋嶌嶹㠀 桜櫻
真眞 徳德悳 恵惠 条條 瀬瀨 静靜 竜龍 鉄鐵銕鐡 豊豐 蔵藏 当當 曽曾 桧檜 淵渕渊
館舘 弥彌 栄榮 円圓 寿壽 実實 学學斈 与與 来來徠 礼禮 万萬 県縣 晋晉 歩步
亜亞 悪惡 圧壓 囲圍 医醫 壱壹弌 稲稻 飲飮 隠隱 営營 衛衞 駅驛 塩鹽 縁緣 艶艷
応應 欧歐 殴毆 奥奧 横橫 温溫 穏穩 仮假 価價 画畫 会會 壊壞 懐懷 絵繪 拡擴
殻殼 覚覺 岳嶽 楽樂 勧勸 巻卷 寛寬 歓歡 観觀 関關 陥陷 顔顏 気氣 帰歸 器噐
偽僞 戯戲 犠犧 旧舊 拠據 挙擧 虚虛 峡峽 挟挾 狭狹 郷鄕 暁曉 駆驅 区區 勲勳
薫薰 群羣 径徑 茎莖 渓溪谿 経經 継繼 蛍螢 軽輕 鶏鷄雞 芸藝 撃擊 欠缺 倹儉
剣劍劔剱劒釼 圏圈 検檢 権權 献獻 研硏 険險 顕顯 験驗 厳嚴 効效 恒恆 黄黃 鉱鑛
号號 砕碎 済濟 歳歲 剤劑 雑雜 参參 桟棧 蚕蠶 賛贊 惨慘 残殘 糸絲 歯齒 児兒
辞辭 湿濕 舎舍 写寫冩 釈釋 収收 従從 渋澁 獣獸 縦縱 粛肅 処處 叙敍敘 将將
称稱 渉涉 焼燒 証證 奨奬獎 乗乘 剰剩 浄淨 状狀 畳疊 壌壤 嬢孃 譲讓 醸釀 触觸
嘱囑 慎愼 尽盡 図圖 粋粹 酔醉 穂穗 随隨 髄髓 枢樞 数數 声聲 摂攝 窃竊 専專
浅淺 戦戰 践踐 銭錢 潜潛濳 繊纖 禅禪 双雙 壮壯 争爭 荘莊 捜搜 挿插 巣巢 装裝
総總緫 聡聰 騒騷 増增 臓臟 即卽 属屬 続續 堕墮 対對 体體躰 帯帶 滞滯 台臺
滝瀧 択擇 担擔 単單 胆膽 団團 弾彈 断斷 痴癡 遅遲 昼晝 虫蟲 鋳鑄 庁廳 徴徵
聴聽 勅敕 鎮鎭 逓遞 点點 転轉 伝傳 灯燈 党黨 盗盜 闘鬪 独獨 読讀 届屆 縄繩
弐貳 悩惱 脳腦 覇霸 拝拜 廃廢 売賣 麦麥 発發 髪髮 抜拔 晩晚 蛮蠻 秘祕 姫姬
仏佛 払拂 並竝 変變 弁辨瓣辯 舗舖 宝寶寳 褒襃 没沒 翻飜 毎每 満滿 脈脉 黙默
訳譯 薬藥 予豫 余餘 揺搖 様樣 謡謠 遥遙 覧覽 乱亂 頼賴 両兩 猟獵 緑綠 隣鄰
塁壘 励勵 霊靈 齢齡 歴歷 恋戀 炉爐 労勞 郎郞 楼樓 録錄 湾灣 和龢 為爲 芦蘆
鯵鰺 厩廐廏 撹攪 鴎鷗 潅灌 侠俠 尭堯 倶俱 躯軀 掲揭 繋繫 頚頸 諌諫 鹸鹼 砿礦
麹麴 枡桝 篠筱 薮藪籔 蝉蟬 潟泻 賎賤 掻搔 痩瘦 騨驒 箪簞 槌鎚 掴摑 填塡 槙槇
兎兔莵菟 梼檮 涛濤 祷禱 瀆涜 嚢囊 剥剝 溌潑 醗醱 頬頰 祢禰 蛎蠣 迩邇 蝋蠟
凛凜 熙煕凞 昂昻 晃晄 朗朖 柳栁桺 梅楳 杉椙 松枩柗 柏栢 桑桒 梨棃 橋槗𣘺
鶴靍靏鸖 麻蔴 黒黑 富冨 峰峯 岡崗 岩巖巌嵒 巽巺 庵菴 彦彥 吉𠮷 土圡𡈽 野埜
坂阪 多夛 船舩 花蘤 草艸 裏裡 詠咏 鎌鐮 長镸 青靑 清淸 猪豬 涼凉 準凖 冴冱
刈苅 卯夘 哲喆 園薗 壷壺 妙玅 姉姊 宜宐 寧寗甯 床牀 昇曻陞 時旹 暦曆 最冣
望朢 本夲 杯盃 氷冰 沖冲 澄澂 爾尒 畑畠 略畧 畝畆 皐皋 秋秌穐龝 竪豎 虎乕
飯飰 戸戶 内內 教敎 強强 呉吳 尚尙 産產 瓶甁 禄祿 悦悅 税稅 鋭銳 脱脫 説說
閲閱 絶絕 麺麵 戻戾 涙淚 妍姸 亘亙 籠篭 竃竈 靭靱 蒋蔣 槍鎗 呑吞 鑑鑒 厨廚
宮宫 峨峩 概槪 穎頴 闊濶 瑶瑤 珍珎 留畄畱 奇竒 纏纒 恥耻 腸膓 亀龜 穣穰 藁藳
旗籏 翠翆 曹曺 喜㐂 傑杰 券劵 回囘 垂埀 堤隄 幡旛 栃杤 嘆歎 湧涌 稚穉 蓑簑
綿緜 繍繡 耀燿 誉譽 賓賔 韮韭 顛顚 鉤鈎 今𫝆 第㐧 卒卆 脇𦚰 傘仐 煙烟 盖蓋
況况 決决 衆眾 鬱欝 鼠鼡 牆墻 兪俞 餅餠 箋牋 柵栅 諡謚 吊弔 歌哥 雁鴈 猫貓
狸貍 筍笋 鴬鶯 栖棲 舵柁 椀碗 梁樑 菫堇 蕊蘂 蟹蠏 訛譌 讃讚 跡迹 踪蹤 隷隸
韻韵
`

// variants maps each kanji of a group to the group's first.
var variants = readVariants(variantGroups)

// readVariants panics on a kanji in two groups: folding twice would then differ
// from folding once.
func readVariants(groups string) map[rune]rune {
	m, seen := map[rune]rune{}, map[rune]bool{}
	for _, group := range strings.Fields(groups) {
		kanji := []rune(group)
		for i, k := range kanji {
			if seen[k] {
				panic("casework: kanji " + string(k) + " stands in two groups of variants")
			}
			seen[k] = true
			if i > 0 {
				m[k] = kanji[0]
			}
		}
	}
	return m
}
