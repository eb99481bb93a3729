/** Numbers, shares and plurals as a language writes them. */

/** A format is slow to make, and a panel is drawn many times a second. */
const made = new Map<string, Intl.NumberFormat>();

function format(locale: string, style: 'decimal' | 'percent', digits: number): Intl.NumberFormat {
  const key = `${locale} ${style} ${digits}`;
  let found = made.get(key);
  if (!found) {
    found = new Intl.NumberFormat(locale, {
      style,
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    });
    made.set(key, found);
  }
  return found;
}

/** How the language of a tag like `en` writes what is counted and measured. */
export function formats(locale: string) {
  const rules = new Intl.PluralRules(locale);
  return {
    /** A number with so many digits after the point. */
    number: (value: number, digits = 0) => format(locale, 'decimal', digits).format(value),
    /** A share of 1 in hundredths. */
    percent: (share: number, digits = 0) => format(locale, 'percent', digits).format(share),
    /** The form of words that goes with a count. */
    plural: (count: number, forms: { other: string } & Partial<Record<Intl.LDMLPluralRule, string>>) =>
      forms[rules.select(count)] ?? forms.other,
  };
}
