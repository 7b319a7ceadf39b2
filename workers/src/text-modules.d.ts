/** Text files, which the bundlers make into strings. */
declare module "*.txt" {
  const text: string;
  export default text;
}
