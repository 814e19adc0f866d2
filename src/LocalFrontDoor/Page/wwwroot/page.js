<!doctype html><html lang="en"><title>ImageFunctions</title><p>soon
