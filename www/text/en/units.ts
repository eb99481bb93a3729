/** Numbers with what they count. */
export const units = {
  percent: (number: string) => `${number} %`,
};
