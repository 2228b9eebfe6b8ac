namespace Kiket.Portal.Nodes;

public static class NodesModule
{
    /// <summary>
    /// Shares changes between all nodes with the same PostgreSQL database. With SQLite there is one node, and nothing
    /// runs.
    /// </summary>
    public static IServiceCollection AddNodes(this IServiceCollection services)
    {
        services.AddHostedService<NodeSignals>();
        return services;
    }
}
