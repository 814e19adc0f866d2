// Every combination of the switches of main.bicep, each a deployment of its own: infra/check evaluates all of them, and tests/…/Infra
// looks at what comes out. Never deployed.
targetScope = 'subscription'

@description('Region of all.')
param location string

// What is no switch, but opens a branch, goes along with one below.
var switches = ['edge', 'existing', 'followChanges', 'appDeployed', 'isolated', 'vnet', 'zones']
var combinations = map(range(0, 128), i => {
  edge: i % 2 > 0
  existing: i / 2 % 2 > 0
  followChanges: i / 4 % 2 > 0
  appDeployed: i / 8 % 2 > 0
  isolated: i / 16 % 2 > 0
  vnet: i / 32 % 2 > 0
  zones: i / 64 % 2 > 0
})
var group = '/subscriptions/00000000-0000-0000-0000-000000000002/resourceGroups/before/providers'

module deployments '../main.bicep' = [
  for one in combinations: {
    name: 'combination'
    scope: resourceGroup(join(map(switches, switch => one[switch] ? switch : 'no-${switch}'), '.'))
    params: {
      location: location
      edge: one.edge ? 'frontdoor' : 'none'
      customDomain: one.edge && !one.zones ? 'img.example.com' : ''
      wafMode: one.zones ? 'Prevention' : 'Off'
      existingPictureStorageId: one.existing ? '${group}/Microsoft.Storage/storageAccounts/pictures' : ''
      existingFrontDoorId: one.existing ? '${group}/Microsoft.Cdn/profiles/edge' : ''
      existingWorkspaceId: one.existing ? '${group}/Microsoft.OperationalInsights/workspaces/logs' : ''
      grantOnExisting: !one.isolated
      followChanges: one.followChanges
      appDeployed: one.appDeployed
      packageUri: one.zones && !one.appDeployed ? 'https://example.com/app.zip' : ''
      uploaderPrincipalId: one.appDeployed ? '00000000-0000-0000-0000-000000000001' : ''
      hosting: one.isolated ? 'dotnet-isolated' : 'custom'
      healthProbes: !one.isolated
      alwaysReadyInstances: one.isolated ? 1 : 0
      httpConcurrency: one.isolated ? 16 : null
      imagesContainers: one.isolated ? 'images, more' : 'images'
      imagesMaxConcurrency: one.isolated ? 2 : null
      vnetEnabled: one.vnet
      zoneRedundant: one.zones
      alertEmail: one.vnet ? 'owner@example.com' : ''
    }
  }
]
