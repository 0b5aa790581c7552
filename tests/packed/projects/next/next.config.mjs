/** @type {import('next').NextConfig} */
export default {
  // One installation, built once by each bundler.
  distDir: process.env.DIST_DIR,
}
