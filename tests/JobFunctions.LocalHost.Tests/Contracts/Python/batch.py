import sys
import asyncio
import aiohttp
from typing import List, Dict

async def submit_batch_jobs(base_url: str, token: str, job_configs: List[Dict]) -> List[str]:
    """Submit multiple jobs concurrently."""
    
    headers = {"Authorization": f"Bearer {token}"}
    
    async with aiohttp.ClientSession() as session:
        tasks = []
        
        for config in job_configs:
            task = submit_single_job(session, base_url, headers, config)
            tasks.append(task)
        
        job_ids = await asyncio.gather(*tasks)
        return job_ids

async def submit_single_job(session, base_url: str, headers: Dict, config: Dict) -> str:
    """Submit a single job."""
    async with session.post(
        f"{base_url}/jobs/submit",
        json=config,
        headers=headers
    ) as response:
        response.raise_for_status()
        data = await response.json()
        return data["job_id"]

CONFIG = {
    "mappings": [{"file1_col": "name", "file2_col": "full_name", "match_type": "fuzzy"}]
}

# Usage
async def main():
    job_configs = [
        {
            "name": "Batch Job 1",
            "config": CONFIG,
            "priority": 2
        },
        {
            "name": "Batch Job 2", 
            "config": CONFIG,
            "priority": 2
        },
    ]
    
    job_ids = await submit_batch_jobs(
        sys.argv[1],
        "your-jwt-token",
        job_configs
    )
    
    print(f"Submitted {len(job_ids)} jobs: {job_ids}")

asyncio.run(main())
