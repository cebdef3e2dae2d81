// Run in a page: what a reader's eye would trip over. Plain functions without imports, for page.evaluate().

/** Words of at most `longest` letters that stand on two lines. */
export function brokenWords(longest = 24) {
  const broken = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode())
    for (const { 0: word, index } of node.data.matchAll(/(?<![\p{L}\d_])\p{L}+(?![\p{L}\d_])/gu)) {
      const range = document.createRange();
      range.setStart(node, index);
      range.setEnd(node, index + word.length);
      const lines = new Set([...range.getClientRects()].map(({ top }) => Math.round(top)));
      if (word.length <= longest && lines.size > 1)
        broken.push(`${word} in ${node.parentElement.tagName}: ${node.data.trim().slice(0, 40)}`);
    }
  return broken;
}

/** How much there is to scroll sideways. */
export const overflow = () => document.documentElement.scrollWidth - document.documentElement.clientWidth;

/** Text below 4.5:1 and edges of controls below 3:1, in the page as it stands. */
export function poorContrast() {
  const paint = Object.assign(document.createElement('canvas'), { width: 1, height: 1 }).getContext('2d', {
    willReadFrequently: true,
  });
  /** Any CSS colour as [r, g, b, alpha]; the canvas reads what the style sheet says. */
  const rgba = (colour) => {
    paint.clearRect(0, 0, 1, 1);
    paint.fillStyle = colour;
    paint.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = paint.getImageData(0, 0, 1, 1).data;
    return [r, g, b, a / 255];
  };
  const over = ([r, g, b, a], [R, G, B]) => [r * a + R * (1 - a), g * a + G * (1 - a), b * a + B * (1 - a), 1];
  const luminance = ([r, g, b]) => {
    const linear = (c) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4);
    return 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
  };
  const ratio = (a, b) => {
    const [x, y] = [luminance(a), luminance(b)].sort((p, q) => q - p);
    return (x + 0.05) / (y + 0.05);
  };
  /** From the page's own ground up: what lies below the contents of `element`, and how opaque these are. */
  const ground = (element) => {
    const chain = [];
    for (let e = element; e; e = e.parentElement) chain.unshift(e);
    let colour = [255, 255, 255, 1];
    let opacity = 1;
    for (const e of chain) {
      const style = getComputedStyle(e);
      opacity *= Number(style.opacity);
      const [r, g, b, a] = rgba(style.backgroundColor);
      colour = over([r, g, b, a * opacity], colour);
    }
    return { colour, opacity };
  };
  const visible = (e) =>
    e.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true }) && e.getClientRects().length > 0;
  const nameOf = (e) =>
    `${e.tagName.toLowerCase()}${e.id && `#${e.id}`}${e.className && typeof e.className === 'string' ? `.${e.className}` : ''}`;
  const poor = [];
  const note = (e, what, found, least) => found < least && poor.push(`${nameOf(e)} ${what}: ${found.toFixed(2)}`);

  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const e = node.parentElement;
    if (node.data.trim() === '' || !visible(e) || /^(SCRIPT|STYLE|OPTION)$/.test(e.tagName)) continue;
    const { colour, opacity } = ground(e);
    const [r, g, b, a] = rgba(getComputedStyle(e).color);
    note(e, `"${node.data.trim().slice(0, 20)}"`, ratio(over([r, g, b, a * opacity], colour), colour), 4.5);
  }
  for (const e of document.querySelectorAll(
    'input:not([type=radio]), select, textarea, button, a.button, .choice span',
  )) {
    if (!visible(e)) continue;
    const style = getComputedStyle(e);
    const inside = ground(e);
    const outside = ground(e.parentElement).colour;
    const edge = parseFloat(style.borderTopWidth) > 0 ? ratio(over(rgba(style.borderTopColor), outside), outside) : 1;
    note(e, 'edge', Math.max(edge, ratio(inside.colour, outside)), 3);
    if ('value' in e && e.value !== '')
      note(e, 'value', ratio(over(rgba(style.color), inside.colour), inside.colour), 4.5);
    if (e.placeholder)
      note(
        e,
        'placeholder',
        ratio(over(rgba(getComputedStyle(e, '::placeholder').color), inside.colour), inside.colour),
        4.5,
      );
  }
  return poor;
}
