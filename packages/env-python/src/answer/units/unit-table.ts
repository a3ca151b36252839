/** `dimension: factor name name …`, the factor in the dimension's first unit; names in lower case. */
const table = `
m: 1 m meter meters metre metres 米 公尺
m: 1000 km kms kilometer kilometers kilometre kilometres 千米 公里
m: 0.1 dm decimeter decimeters decimetre decimetres 分米
m: 0.01 cm cms centimeter centimeters centimetre centimetres 厘米 公分
m: 0.001 mm millimeter millimeters millimetre millimetres 毫米
m: 0.000001 μm um micrometer micrometers micrometre micrometres 微米
m: 0.000000001 nm nanometer nanometers nanometre nanometres 纳米
m: 0.0254 in inch inches 英寸
m: 0.3048 ft foot feet 英尺
m: 0.9144 yd yard yards 码
m: 1609.344 mi mile miles 英里
m: 500 里
kg: 1 kg kgs kilogram kilograms 千克 公斤
kg: 0.001 g gram grams 克
kg: 0.000001 mg milligram milligrams 毫克
kg: 1000 t ton tons tonne tonnes 吨
kg: 0.5 斤
kg: 0.45359237 lb lbs pound pounds 磅
kg: 0.028349523125 oz ounce ounces 盎司
s: 1 s sec secs second seconds 秒 秒钟
s: 0.001 ms millisecond milliseconds 毫秒
s: 60 min mins minute minutes 分钟
s: 3600 h hr hrs hour hours 小时 时 个小时
s: 86400 d day days 天 日
s: 604800 week weeks 周 星期 个星期
month: 1 month months 个月 月
month: 12 yr yrs year years 年 岁
m^3: 0.001 l liter liters litre litres 升
m^3: 0.000001 ml milliliter milliliters millilitre millilitres 毫升
m^3: 0.003785411784 gal gallon gallons 加仑
m^2: 10000 hectare hectares ha 公顷
m^2: 4046.8564224 acre acres 英亩
m s^-1: 0.44704 mph
m s^-1: 0.2777777777777777777777777777 kmh kph
degree: 1 ° deg degs degree degrees 度
radian: 1 rad rads radian radians 弧度
celsius: 1 °c ℃ celsius 摄氏度
fahrenheit: 1 °f fahrenheit 华氏度
dollar: 1 $ dollar dollars usd 美元 美金
dollar: 0.01 cent cents ¢ 美分
yuan: 1 元 yuan rmb cny 人民币 块 块钱 元钱
yuan: 0.1 角 毛
yuan: 0.01 分
euro: 1 € euro euros eur 欧元
sterling: 1 £ gbp 英镑
rupee: 1 rupee rupees inr 卢比
kg m s^-2: 1 n newton newtons 牛 牛顿
kg m^2 s^-2: 1 j joule joules 焦 焦耳
kg m^2 s^-2: 1000 kj kilojoule kilojoules 千焦
kg m^2 s^-3: 1 w watt watts 瓦 瓦特
kg m^2 s^-3: 1000 kw kilowatt kilowatts 千瓦
kg m^-1 s^-2: 1 pa pascal pascals 帕 帕斯卡
kg m^-1 s^-2: 1000 kpa 千帕
volt: 1 v volt volts 伏 伏特
ampere: 1 a amp amps ampere amperes 安 安培
ohm: 1 Ω ohm ohms 欧 欧姆
s^-1: 1 hz hertz 赫兹
s^-1: 1000 khz
s^-1: 1000000 mhz
mole: 1 mol mole moles 摩尔
kelvin: 1 k kelvin kelvins 开尔文
byte: 1 byte bytes 字节
byte: 1024 kb
byte: 1048576 mb
bit: 1 bit bits 比特
percent: 1 % percent percentage pct
any: 1 unit units 单位 个单位 个单位长度
count: 1 个 只 本 张 条 名 位 人 件 块 支 枝 头 辆 棵 颗 种 次 项 组 间 户 套 双 对 台 架 艘 朵 枚 页 盒 箱 包 袋 瓶 杯 碗 道 题 行 列 排 层 步 局 场 票 把 片 根 粒 份 队 班 家 座 匹 门 首 篇 段 句 字 pcs piece pieces people persons person times
`;

/** A unit of the table. */
export interface TableUnit {
  readonly dimension: string;
  /** As a decimal. */
  readonly factor: string;
}

/** Every name of every unit. Where two dimensions claim a name, the first has it. */
export const unitTable: ReadonlyMap<string, TableUnit> = new Map(
  table
    .trim()
    .split("\n")
    .toReversed()
    .flatMap((line) => {
      const colon = line.indexOf(":");
      const [factor = "1", ...names] = line.slice(colon + 2).split(" ");
      const unit: TableUnit = { dimension: line.slice(0, colon), factor };
      return names.map((name) => [name, unit] as const);
    }),
);
