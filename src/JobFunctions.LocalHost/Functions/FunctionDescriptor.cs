using System.Reflection;

namespace JobFunctions.LocalHost.Functions;

/// <summary>A method marked as a function, and the parameter whose attribute says when it runs.</summary>
internal sealed record FunctionDescriptor(string Name, MethodInfo Method, ParameterInfo TriggerParameter, Attribute Trigger);
