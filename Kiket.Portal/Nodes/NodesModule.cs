namespace Kiket.Portal.Nodes;

public static class NodesModule
{
    /// <summary>What happens on one node is seen on all that share its PostgreSQL. On SQLite there is one node, and nothing runs.</summary>
    public static IServiceCollection AddNodes(this IServiceCollection services)
    {
        services.AddHostedService<NodeSignals>();
        return services;
    }
}
