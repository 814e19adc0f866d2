// Every combination of the switches of containerapp.bicep, as combinations.bicep has those of main.bicep. Never deployed.
targetScope = 'subscription'

@description('Region of all.')
param location string

var switches = ['container', 'edge', 'events', 'appDeployed', 'registry']
var combinations = map(range(0, 16), i => {
  container: true
  edge: i % 2 > 0
  events: i / 2 % 2 > 0
  appDeployed: i / 4 % 2 > 0
  registry: i / 8 % 2 > 0
})

module deployments '../containerapp.bicep' = [
  for one in combinations: {
    name: 'combination'
    scope: resourceGroup(join(map(switches, switch => one[switch] ? switch : 'no-${switch}'), '.'))
    params: {
      location: location
      image: 'pictures.azurecr.io/imagefunctions:1'
      registryId: one.registry
        ? '/subscriptions/00000000-0000-0000-0000-000000000002/resourceGroups/before/providers/Microsoft.ContainerRegistry/registries/pictures'
        : ''
      edge: one.edge ? 'frontdoor' : 'none'
      customDomain: one.edge && one.registry ? 'img.example.com' : ''
      eventAudience: one.events ? '00000000-0000-0000-0000-00000000000a' : ''
      eventTenantId: '00000000-0000-0000-0000-00000000000b'
      appDeployed: one.appDeployed
      cpu: one.registry ? '0.5' : '1'
      settings: one.registry ? { Images__AllowedDimensions: 'responsive' } : {}
      uploaderPrincipalId: one.appDeployed ? '00000000-0000-0000-0000-000000000001' : ''
    }
  }
]
