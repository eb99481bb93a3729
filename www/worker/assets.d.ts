/** The address of a file that the build places. */
declare module '*?url' {
  const url: string;
  export default url;
}
