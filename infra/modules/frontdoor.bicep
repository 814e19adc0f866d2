// All of Front Door that knows the app: origin, rules, route; if wanted a domain of one's own.

@description('Name of the profile (profile.bicep).')
param profileName string

@description('Name of its endpoint.')
param endpointName string

@description('Host name of the function app.')
param originHostName string

@description('Whether edge locations ask the app for its health.')
param healthProbes bool

@description('A domain of your own, or empty.')
param customDomain string

// The rules stand in one file, which the local Front Door executes too.
var rules = loadJsonContent('../frontdoor-rules.json')

resource profile 'Microsoft.Cdn/profiles@2025-12-01' existing = {
  name: profileName

  resource endpoint 'afdEndpoints' existing = {
    name: endpointName
  }
}

resource originGroup 'Microsoft.Cdn/profiles/originGroups@2025-12-01' = {
  parent: profile
  name: 'imagefunctions'
  properties: {
    loadBalancingSettings: {
      sampleSize: 4
      successfulSamplesRequired: 3
      additionalLatencyInMilliseconds: 50
    }
    healthProbeSettings: healthProbes
      ? {
          probePath: '/healthz'
          probeRequestType: 'HEAD'
          probeProtocol: 'Https'
          probeIntervalInSeconds: 240 // per edge location, and there are many
        }
      : null
    sessionAffinityState: 'Disabled'
  }
}

resource origin 'Microsoft.Cdn/profiles/originGroups/origins@2025-12-01' = {
  parent: originGroup
  name: 'functions'
  properties: {
    hostName: originHostName
    originHostHeader: originHostName
    httpsPort: 443
    priority: 1
    weight: 1000
    enforceCertificateNameCheck: true
    enabledState: 'Enabled'
  }
}

resource ruleSet 'Microsoft.Cdn/profiles/ruleSets@2025-12-01' = {
  parent: profile
  name: 'ImageFormat'
}

// One after the other: Front Door refuses two changes of one rule set at the same time.
@batchSize(1)
resource ruleSetRules 'Microsoft.Cdn/profiles/ruleSets/rules@2025-12-01' = [
  for rule in rules: {
    parent: ruleSet
    name: rule.name
    properties: {
      order: rule.order
      conditions: rule.conditions
      actions: rule.actions
      matchProcessingBehavior: rule.matchProcessingBehavior
    }
  }
]

resource domain 'Microsoft.Cdn/profiles/customDomains@2025-12-01' = if (!empty(customDomain)) {
  parent: profile
  name: replace(empty(customDomain) ? 'none' : customDomain, '.', '-')
  properties: {
    hostName: customDomain
    tlsSettings: {
      certificateType: 'ManagedCertificate'
      minimumTlsVersion: 'TLS12'
    }
  }
}

// No cacheConfiguration here: only the rules switch caching on. Without them nothing is cached, rather than a picture
// in the wrong format.
resource route 'Microsoft.Cdn/profiles/afdEndpoints/routes@2025-12-01' = {
  parent: profile::endpoint
  name: 'all'
  properties: {
    patternsToMatch: ['/*']
    supportedProtocols: ['Http', 'Https'] // Http only for the redirect
    httpsRedirect: 'Enabled'
    forwardingProtocol: 'HttpsOnly'
    originGroup: {
      id: originGroup.id
    }
    ruleSets: [{ id: ruleSet.id }]
    customDomains: empty(customDomain) ? [] : [{ id: domain.id }]
    linkToDefaultDomain: 'Enabled' // pages may name either host; both are purged (main.bicep, FrontDoor__Domains)
    enabledState: 'Enabled'
  }
  dependsOn: [origin, ruleSetRules]
}

@description('Resource ids of all that viewers can ask: the endpoint and, where there is one, the domain.')
output doors { id: string }[] = empty(customDomain)
  ? [{ id: profile::endpoint.id }]
  : [{ id: profile::endpoint.id }, { id: domain.id }]

@description('Value of the TXT record _dnsauth.<customDomain>; empty without a domain.')
output domainValidationToken string = empty(customDomain) ? '' : domain!.properties.validationProperties.validationToken
