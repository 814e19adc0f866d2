// A rate limit per viewer, at the edge, in front of the cache. A custom rule: Standard has it as well as Premium.

@description('Front Door profile that the policy belongs to.')
param profileName string

@description('Resource ids of the endpoint and domains that it guards.')
param doors { id: string }[]

@description('Name of the policy: letters and digits.')
param name string

@description('Tags of the policy.')
param tags { *: string }

@description('Tier of the Front Door profile; the two must agree.')
@allowed(['Standard_AzureFrontDoor', 'Premium_AzureFrontDoor'])
param sku string

@description('Detection: only log. Prevention: answer 429.')
@allowed(['Detection', 'Prevention'])
param mode string

@description('Requests that one address may make in a minute. Hits in the edge\'s cache count too.')
@minValue(10)
param rateLimitPerMinute int

resource policy 'Microsoft.Network/frontDoorWebApplicationFirewallPolicies@2025-10-01' = {
  name: name
  location: 'global'
  tags: tags
  sku: {
    name: sku
  }
  properties: {
    policySettings: {
      enabledState: 'Enabled'
      mode: mode
      customBlockResponseStatusCode: 429
    }
    customRules: {
      rules: [
        {
          name: 'RateLimit'
          priority: 100
          enabledState: 'Enabled'
          ruleType: 'RateLimitRule'
          rateLimitDurationInMinutes: 1
          rateLimitThreshold: rateLimitPerMinute
          // SocketAddr, not RemoteAddr: the latter believes X-Forwarded-For, which the viewer writes.
          groupBy: [{ variableName: 'SocketAddr' }]
          matchConditions: [
            {
              matchVariable: 'RequestUri'
              operator: 'Contains'
              matchValue: ['/'] // every request
              negateCondition: false
              transforms: []
            }
          ]
          action: 'Block'
        }
      ]
    }
  }
}

resource profile 'Microsoft.Cdn/profiles@2025-12-01' existing = {
  name: profileName
}

resource security 'Microsoft.Cdn/profiles/securityPolicies@2025-12-01' = {
  parent: profile
  name: 'waf'
  properties: {
    parameters: {
      type: 'WebApplicationFirewall'
      wafPolicy: {
        id: policy.id
      }
      associations: [
        {
          domains: doors
          patternsToMatch: ['/*']
        }
      ]
    }
  }
}
