// Every combination of the switches of main.bicep, each a deployment of its own: infra/check evaluates all of them, and tests/…/Infra
// looks at what comes out. Never deployed.
targetScope = 'subscription'

@description('Region of all.')
param location string

var either = [false, true]

// What is no switch, but opens a branch, goes along with one.
var combinations = flatten(map(
  either,
  followChanges =>
    flatten(map(
      either,
      appDeployed =>
        flatten(map(
          either,
          domain =>
            map(either, isolated => {
              followChanges: followChanges
              appDeployed: appDeployed
              domain: domain
              isolated: isolated
            })
        ))
    ))
))

module deployments '../main.bicep' = [
  for one in combinations: {
    name: 'combination'
    scope: resourceGroup(join(map(items(one), switch => switch.value ? switch.key : 'no-${switch.key}'), '.'))
    params: {
      location: location
      followChanges: one.followChanges
      appDeployed: one.appDeployed
      customDomain: one.domain ? 'img.example.com' : ''
      wafMode: one.domain ? 'Prevention' : 'Off'
      hosting: one.isolated ? 'dotnet-isolated' : 'custom'
      healthProbes: !one.isolated
      alwaysReadyInstances: one.isolated ? 2 : 0
      imagesContainers: one.isolated ? 'images, more' : 'images'
      imagesMaxConcurrency: one.isolated ? 2 : null
      uploaderPrincipalId: one.appDeployed ? '00000000-0000-0000-0000-000000000000' : ''
      alertEmail: one.domain ? 'owner@example.com' : ''
    }
  }
]
