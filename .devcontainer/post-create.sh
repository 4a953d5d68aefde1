#!/usr/bin/env bash
# What the tests use besides .NET and Node. The image is an Ubuntu, whose chromium is a snap and no use in a container: so Chrome, on x64.
set -euo pipefail

sudo apt-get update
sudo apt-get install --yes python3-requests python3-aiohttp
if [ "$(dpkg --print-architecture)" = amd64 ]; then
  curl --fail --silent --show-error --location --output /tmp/chrome.deb https://dl.google.com/linux/direct/google-chrome-stable_current_amd64.deb
  sudo apt-get install --yes /tmp/chrome.deb
fi
dotnet restore JobFunctions.sln
